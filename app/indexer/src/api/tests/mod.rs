//! The API over HTTP, on a source in memory.

mod gate;
mod hostile;
mod http;
mod pages;
mod samples;
mod schema;
mod stream;

use std::{net::SocketAddr, sync::Arc};

use reqwest::{
    header::{HeaderMap, CONTENT_TYPE},
    RequestBuilder, StatusCode,
};
use serde_json::Value;
use tokio::{net::TcpListener, task::JoinHandle};

use super::{memory::Memory, router, source::Source, Limits, PROBLEM};

/// The API on a socket of its own; it ends with the test.
struct Server {
    at: SocketAddr,
    client: reqwest::Client,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

impl Reply {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).map(|it| it.to_str().unwrap());
        value.unwrap_or_else(|| panic!("no {name} among {:?}", self.headers))
    }

    /// The end of the problem's type, and its detail.
    fn problem(&self) -> (String, String) {
        assert_eq!(self.header(CONTENT_TYPE.as_str()), PROBLEM, "{}", self.text);
        let json = self.json();
        assert_eq!(json["status"], self.status.as_u16());
        let text = |name: &str| json[name].as_str().unwrap().to_owned();
        let kind = text("type");
        let kind = kind.strip_prefix("urn:io-indexer:").unwrap();
        (kind.into(), text("detail"))
    }
}

impl Server {
    async fn of(source: Arc<dyn Source>, limits: Limits) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let router = router(source, limits);
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        // No proxy of the environment, and what was compressed stays so.
        let client = reqwest::Client::builder().no_proxy().no_gzip();
        Self {
            at,
            client: client.build().unwrap(),
            task,
        }
    }

    async fn new(source: &Arc<Memory>) -> Self {
        Self::of(source.clone(), Limits::default()).await
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.at)
    }

    async fn send(&self, request: RequestBuilder) -> Reply {
        let response = request.send().await.unwrap();
        Reply {
            status: response.status(),
            headers: response.headers().clone(),
            text: response.text().await.unwrap(),
        }
    }

    async fn get(&self, path: &str) -> Reply {
        self.send(self.client.get(self.url(path))).await
    }

    /// The JSON of a route that answers.
    async fn json(&self, path: &str) -> Value {
        let reply = self.get(path).await;
        assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.text);
        reply.json()
    }
}
