//! `io-indexer status`.

use io_indexer::{
    events::PROGRAMS,
    store::{Digest, Status},
};

use crate::arguments::Database;

const NAMES: [&str; 3] = ["emissions", "marketplace", "fee-burn"];

pub fn status(database: &Database) -> anyhow::Result<()> {
    let status = crate::runtime()?.block_on(async {
        let store = crate::existing(database).await?;
        let status = store.status().await?;
        store.close().await;
        anyhow::Ok(status)
    })?;
    print!("{}", text(&status));
    Ok(())
}

fn text(status: &Status) -> String {
    let mut lines = Vec::new();
    let mut line = |name: &str, value: String| lines.push(format!("{name:<24}{value}\n"));
    let none = || "none yet".to_string();
    line(
        "Genesis of the network",
        status.genesis.clone().unwrap_or_else(none),
    );
    line(
        "Recorded up to slot",
        status.reached.map_or_else(none, |it| it.to_string()),
    );
    line("Transactions to record", status.to_record.to_string());
    if let Some(since) = status.since.filter(|it| *it > 1) {
        let words = format!("slot {since}; earlier events may be missing");
        line("First slot of the node", words);
    }
    for (name, program) in NAMES.into_iter().zip(PROGRAMS) {
        let digest = status.programs.get(&program).copied().unwrap_or_default();
        let Digest {
            events,
            unknown,
            hash,
            ..
        } = digest;
        let unknown = match unknown {
            0 => String::new(),
            unknown => format!(", {unknown} of them from a later version"),
        };
        let digest = bs58::encode(hash).into_string();
        line(name, format!("{events} events{unknown}, digest {digest}"));
    }
    if let Some((count, why)) = &status.refused {
        line(
            "Contradict the rows",
            format!("{count} events; the first: {why}"),
        );
    }
    lines.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_history_is_shown() {
        let mut status = Status {
            since: Some(1),
            ..Status::default()
        };
        let shown = text(&status);
        assert!(
            shown.contains("Recorded up to slot     none yet\n"),
            "{shown}"
        );
        assert!(!shown.contains("First slot"), "{shown}");
        status.since = Some(900);
        status.refused = Some((2, "Staked of 3x: no supplier".into()));
        let shown = text(&status);
        assert!(
            shown.contains("slot 900; earlier events may be missing"),
            "{shown}"
        );
        assert!(
            shown.contains("2 events; the first: Staked of 3x"),
            "{shown}"
        );
    }
}
