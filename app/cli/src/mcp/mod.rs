//! `io mcp`: the Model Context Protocol over standard input and output. It reads, quotes, simulates and builds transactions. It has no
//! key, and reads no file that may hold one.

mod acts;
mod answer;
mod drafts;
mod line;
mod lists;
mod quotes;
mod server;
mod untrusted;
mod values;
mod work;

use std::{
    io::{stdin, IsTerminal},
    sync::mpsc,
    thread,
};

use io_client::redact;
use rmcp::{
    service::ServerInitializeError,
    transport::{io::stdio, IntoTransport},
    RoleServer, ServiceExt,
};
use tokio::runtime::Builder;

use crate::{
    access, connection,
    consent::Consent,
    context::{Context, Key, Memory, SendOptions},
    errors::CliError,
    output::tell,
    prices::Prices,
    settings::{self, Global, Settings},
    signers::Signers,
};
use server::Server;

/// Serves until the client closes standard input.
///
/// # Errors
/// [`CliError::Usage`] if a key is given; if the streams cannot be read or written.
pub fn run(global: &Global) -> anyhow::Result<()> {
    if global.keypair.is_some() {
        return Err(CliError::Usage(
            "io mcp takes no key, but IO_KEYPAIR is set: unset it, as in `env -u IO_KEYPAIR io mcp`".into(),
        )
        .into());
    }
    let settings = Settings::new(global)?;
    let mut network = connection::open(&settings, global, true)?;
    let mut context = Context {
        network: &mut network,
        url: redact::url(&settings.url),
        key: Key::Unknown(String::new()),
        signers: Signers::default(),
        price: global
            .price_account
            .unwrap_or_else(settings::sponsored_price),
        send_options: SendOptions::default(),
        consent: Consent::Reads,
        memory: Memory::default(),
        // Its transactions are signed later, when a posted price would be old.
        prices: Prices::new(None),
        connections: access::Folder::nowhere(),
        failure: None,
    };
    if stdin().is_terminal() {
        let network = context.place().name();
        tell(format!(
            "on {network}: this waits for a client of the Model Context Protocol, which starts it by itself; docs/guides/integrator.md \
             says how. Ctrl-C ends it"
        ));
    }
    serve(&mut context, stdio)
}

/// Serves over a transport. The work is done on this thread.
///
/// # Errors
/// If the transport fails.
pub fn serve<T, E, A>(
    context: &mut Context,
    transport: impl FnOnce() -> T + Send + 'static,
) -> anyhow::Result<()>
where
    T: IntoTransport<RoleServer, E, A>,
    E: std::error::Error + Send + Sync + 'static,
{
    let (jobs, waiting) = mpsc::channel();
    let served = thread::spawn(move || {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            match Server::new(jobs).serve(transport()).await {
                Ok(service) => service.waiting().await.map(drop).map_err(Into::into),
                // It went before it came.
                Err(ServerInitializeError::ConnectionClosed(_)) => Ok(()),
                Err(error) => Err(error.into()),
            }
        })
    });
    for job in waiting {
        job(context);
    }
    match served.join() {
        Ok(ended) => ended,
        Err(_) => anyhow::bail!("the server has failed: please report this"),
    }
}
