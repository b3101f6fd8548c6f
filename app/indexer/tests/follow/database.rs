//! Databases of the tests: a file of SQLite, or a PostgreSQL server of the test's own.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::atomic::{AtomicU32, Ordering},
};

use tempfile::TempDir;

/// A place for databases.
pub enum Server {
    Sqlite(TempDir, AtomicU32),
    Postgres(Postgres),
}

impl Server {
    pub fn sqlite() -> Self {
        Self::Sqlite(tempfile::tempdir().unwrap(), AtomicU32::new(0))
    }

    /// A PostgreSQL server; none if it is not installed, unless `IO_POSTGRES` is set.
    pub fn postgres() -> Option<Self> {
        let Some(programs) = programs() else {
            assert!(
                env::var_os("IO_POSTGRES").is_none(),
                "IO_POSTGRES is set and PostgreSQL's initdb is not found: install postgresql"
            );
            println!("skipped: PostgreSQL is not installed");
            return None;
        };
        Some(Self::Postgres(Postgres::start(programs)))
    }

    /// The URL of a new database.
    pub fn database(&self) -> String {
        match self {
            Self::Sqlite(folder, count) => {
                let number = count.fetch_add(1, Ordering::Relaxed);
                let path = folder.path().join(format!("{number}.db"));
                io_indexer::store::url(path.to_str().unwrap()).unwrap()
            }
            Self::Postgres(server) => server.database(),
        }
    }
}

/// The folder of PostgreSQL's programs.
fn programs() -> Option<PathBuf> {
    let on_path = env::split_paths(&env::var_os("PATH")?).collect::<Vec<_>>();
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let debian = versions.flatten().map(|it| it.path().join("bin"));
    let mut folders: Vec<PathBuf> = on_path.into_iter().chain(debian).collect();
    folders.reverse();
    folders.into_iter().find(|it| it.join("initdb").is_file())
}

/// A server on a socket in a folder of its own.
pub struct Postgres {
    programs: PathBuf,
    folder: TempDir,
    /// It refuses to run as root.
    is_root: bool,
    count: AtomicU32,
}

const USER: &str = "postgres";

impl Postgres {
    fn start(programs: PathBuf) -> Self {
        let is_root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
        let server = Self {
            programs,
            folder: tempfile::Builder::new()
                .prefix("io-pg")
                .tempdir_in("/tmp")
                .unwrap(),
            is_root,
            count: AtomicU32::new(0),
        };
        let folder = server.folder.path();
        if is_root {
            let owned = Command::new("chown").arg(USER).arg(folder).output();
            successful(owned.unwrap());
        }
        let data = folder.join("data");
        let data = data.to_str().unwrap();
        let socket = folder.to_str().unwrap();
        // Only this process dies in the tests, not the machine.
        let options =
            format!("-k {socket} -c listen_addresses= -c fsync=off -c max_connections=64");
        let log = folder.join("log");
        let log = log.to_str().unwrap();
        successful(server.run("initdb", &["-D", data, "-A", "trust", "-U", USER, "-N"]));
        successful(server.run(
            "pg_ctl",
            &["-D", data, "-w", "-l", log, "-o", &options, "start"],
        ));
        server
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Output {
        let path = self.programs.join(program);
        let mut command = match self.is_root {
            true => {
                let mut command = Command::new("runuser");
                command.args(["-u", USER, "--"]).arg(path);
                command
            }
            false => Command::new(path),
        };
        let folder: &Path = self.folder.path();
        let output = command.args(arguments).current_dir(folder).output();
        output.unwrap()
    }

    fn database(&self) -> String {
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        let (name, socket) = (format!("io_{number}"), self.folder.path().to_str().unwrap());
        successful(self.run("createdb", &["-h", socket, "-U", USER, &name]));
        format!("postgres://{USER}@localhost/{name}?host={socket}")
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let data = self.folder.path().join("data");
        self.run(
            "pg_ctl",
            &["-D", data.to_str().unwrap(), "-m", "immediate", "stop"],
        );
    }
}

fn successful(output: Output) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}
