//! `io mcp` as a process, and a client of the protocol's own library.

// Each test uses a part of it.
#![allow(dead_code)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::process::Command;

use rmcp::{
    model::{CallToolRequestParams, CallToolResult},
    service::RunningService,
    transport::TokioChildProcess,
    RoleClient, ServiceExt,
};
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};

/// A process and its client.
pub struct Session {
    runtime: Runtime,
    service: RunningService<RoleClient, ()>,
}

impl Session {
    pub fn start(command: Command) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let service = runtime.block_on(async {
            let process = tokio::process::Command::from(command);
            let process = TokioChildProcess::new(process).unwrap();
            ().serve(process).await.unwrap()
        });
        Self { runtime, service }
    }

    /// How many tools it has.
    pub fn tools(&self) -> usize {
        let tools = self.runtime.block_on(self.service.list_all_tools());
        tools.unwrap().len()
    }

    fn call(&self, tool: &'static str, arguments: &Value) -> CallToolResult {
        let arguments = arguments.as_object().unwrap().clone();
        let request = CallToolRequestParams::new(tool).with_arguments(arguments);
        let done = self.runtime.block_on(self.service.call_tool(request));
        done.unwrap()
    }

    /// The answer of a tool.
    pub fn answer(&self, tool: &'static str, arguments: &Value) -> Value {
        let done = self.call(tool, arguments);
        assert_eq!(done.is_error, Some(false), "{tool} {arguments}: {done:?}");
        done.structured_content.unwrap()
    }

    /// What a failed tool says.
    pub fn fails(&self, tool: &'static str, arguments: &Value) -> Value {
        let done = self.call(tool, arguments);
        assert_eq!(done.is_error, Some(true), "{tool} {arguments}: {done:?}");
        serde_json::from_str(&done.content[0].as_text().unwrap().text).unwrap()
    }

    /// Ends it as a client does: it closes the standard input of the process.
    pub fn end(self) {
        self.runtime.block_on(self.service.cancel()).unwrap();
    }
}
