//! `io mcp`, asked by the client of the protocol's own library.

mod building;
mod reading;
mod refusing;
mod strangers;

use std::thread;

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::{Forward, Network, Receipt, SendError};
use rmcp::{
    model::{CallToolRequestParams, Tool},
    service::RunningService,
    RoleClient, ServiceExt,
};
use serde_json::{json, Value};
use solana_signature::Signature;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;
use tokio::runtime::{Builder, Runtime};

use super::{on, Suite};
use crate::{context::Key, mcp};

/// Bytes on their way between client and server.
const BUFFER: usize = 65_536;

/// A network that nothing may be sent to.
struct Unsent<'a>(&'a mut dyn Network);

impl Forward for Unsent<'_> {
    fn inner(&mut self) -> &mut dyn Network {
        self.0
    }
    fn send(&mut self, _: &[Instruction], _: &[&dyn Signer]) -> Result<Receipt, SendError> {
        panic!("it sends");
    }
    fn submit(&mut self, _: &[Instruction], _: &[&dyn Signer]) -> Result<Signature, SendError> {
        panic!("it sends");
    }
    fn send_signed(&mut self, _: &VersionedTransaction) -> Result<Receipt, SendError> {
        panic!("it sends");
    }
}

/// Somebody who asks the server.
pub struct Client {
    runtime: Runtime,
    service: RunningService<RoleClient, ()>,
}

impl Client {
    /// The tools that the server has.
    pub fn tools(&self) -> Vec<Tool> {
        self.runtime
            .block_on(self.service.list_all_tools())
            .unwrap()
    }

    /// What the server says of itself.
    pub fn guide(&self) -> String {
        let info = self.service.peer_info().unwrap();
        info.instructions.clone().unwrap()
    }

    fn call(&self, tool: &str, arguments: &Value) -> Result<Value, Value> {
        let arguments = arguments.as_object().unwrap().clone();
        let request = CallToolRequestParams::new(tool.to_string()).with_arguments(arguments);
        match self.runtime.block_on(self.service.call_tool(request)) {
            Err(error) => panic!("{tool}: {error}"),
            Ok(done) if done.is_error == Some(true) => {
                assert_eq!(done.structured_content, None);
                let text = &done.content[0].as_text().unwrap().text;
                // Arguments that are none of its schema are refused by the library, in words alone.
                Err(serde_json::from_str(text).unwrap_or_else(|_| json!({ "error": text })))
            }
            Ok(done) => {
                let answer = done.structured_content.unwrap();
                let text = &done.content[0].as_text().unwrap().text;
                let read: Value = serde_json::from_str(text).unwrap();
                assert_eq!(read, answer);
                Ok(answer)
            }
        }
    }

    /// The answer of a tool.
    pub fn answer(&self, tool: &str, arguments: Value) -> Value {
        let answer = self.call(tool, &arguments);
        let answer = answer.unwrap_or_else(|why| panic!("{tool} {arguments}: {why}"));
        assert_eq!(answer["network"], "localnet", "{tool}");
        answer
    }

    /// With what message a tool fails.
    pub fn fails(&self, tool: &str, arguments: Value) -> String {
        let failed = self.call(tool, &arguments).unwrap_err();
        failed["error"].as_str().unwrap().into()
    }
}

/// What `talk` says to a server of this network.
pub fn serve_on<T: Send + 'static>(
    network: &mut dyn Network,
    price: Pubkey,
    talk: impl FnOnce(&Client) -> T + Send + 'static,
) -> T {
    let (here, there) = tokio::io::duplex(BUFFER);
    let client = thread::spawn(move || {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let service = runtime.block_on(().serve(there)).unwrap();
        let client = Client { runtime, service };
        let said = talk(&client);
        let Client { runtime, service } = client;
        runtime.block_on(service.cancel()).unwrap();
        said
    });
    let mut network = Unsent(network);
    let mut context = on(&mut network, Key::Unknown("none".into()), price);
    mcp::serve(&mut context, || here).unwrap();
    match client.join() {
        Ok(said) => said,
        Err(panicked) => std::panic::resume_unwind(panicked),
    }
}

impl Suite {
    /// What `talk` says to a server of its network.
    pub fn serve<T: Send + 'static>(
        &mut self,
        talk: impl FnOnce(&Client) -> T + Send + 'static,
    ) -> T {
        let price = self.economy.price;
        serve_on(&mut self.economy.vm, price, talk)
    }

    /// The answer of one tool.
    pub fn tool(&mut self, tool: &'static str, arguments: Value) -> Value {
        self.serve(move |client| client.answer(tool, arguments))
    }
}
