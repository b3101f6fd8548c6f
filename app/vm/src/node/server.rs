//! The server.

use std::{
    collections::{HashMap, VecDeque},
    io::{self, BufReader, Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    ops::{Deref, DerefMut},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread::spawn,
};

use serde_json::{json, Value};

use super::{http, Answer, Answers, Does};

/// When a hook is called: with the number of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Before the answer.
    Before(u64),
    /// After it.
    After(u64),
}

/// Called around each answer.
pub type Hook<T> = Box<dyn FnMut(&mut State<T>, Moment) + Send>;

/// What answers, and how.
pub struct State<T> {
    /// What answers.
    pub inner: T,
    /// What becomes of the next requests; they are answered once it is empty.
    pub does: VecDeque<Does>,
    /// Method and parameters of the requests so far.
    pub asked: Vec<(String, Value)>,
    /// Number of requests so far.
    pub requests: u64,
    /// The last result of a kind, for an address.
    last: HashMap<(String, Value), Value>,
    /// The body of the last answer.
    before: String,
}

impl<T> Deref for State<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.inner
    }
}

impl<T> DerefMut for State<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.inner
    }
}

impl<T: Answers> State<T> {
    /// The reply to a request in bytes, and whether the connection ends with it.
    fn reply(&mut self, request: &Value, does: &Does) -> (Vec<u8>, bool) {
        let parameters = &request["params"];
        let method = request["method"].as_str().unwrap_or_default();
        let of_kind = (method.to_string(), parameters[0].clone());
        let behind = match does {
            Does::Behind(slots) => *slots,
            _ => 0,
        };
        let result = match does {
            Does::Again => Ok(self.last.get(&of_kind).cloned().unwrap_or(Value::Null)),
            it if it.is_carried_out() => self.inner.answer(method, parameters, behind),
            _ => Ok(Value::Null),
        };
        if let (Ok(result), Does::Answer) = (&result, does) {
            self.last.insert(of_kind, result.clone());
        }
        let result = match does {
            Does::Empty => result.map(emptied),
            _ => result,
        };
        let mut body = body(&request["id"], result);
        match does {
            Does::OutOfOrder => body.clone_from(&self.before),
            Does::Answer => self.before.clone_from(&body),
            _ => {}
        }
        does.reply(request, &body)
    }
}

/// The same with null for each account.
fn emptied(mut result: Value) -> Value {
    if result.get("context").is_some() {
        match result["value"].as_array_mut() {
            Some(accounts) => accounts.iter_mut().for_each(|it| *it = Value::Null),
            None => result["value"] = Value::Null,
        }
    }
    result
}

/// The body of an answer.
fn body(number: &Value, answer: Answer) -> String {
    let mut body = match answer {
        Ok(result) => json!({ "jsonrpc": "2.0", "result": result }),
        Err((code, words)) => {
            json!({ "jsonrpc": "2.0", "error": { "code": code, "message": words } })
        }
    };
    body["id"] = number.clone();
    body.to_string()
}

struct Shared<T> {
    state: Mutex<State<T>>,
    hook: Mutex<Option<Hook<T>>>,
}

impl<T> Shared<T> {
    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn hook(&self) -> MutexGuard<'_, Option<Hook<T>>> {
        self.hook.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn call(&self, state: &mut State<T>, moment: Moment) {
        if let Some(hook) = self.hook().as_mut() {
            hook(state, moment);
        }
    }
}

/// A running server, for as long as the process runs.
pub struct Server<T> {
    shared: Arc<Shared<T>>,
    /// Where it is.
    pub url: String,
}

impl<T: Answers> Server<T> {
    /// One in front of `inner`, on a free port.
    ///
    /// # Errors
    /// If there is no free port.
    pub fn start(inner: T) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let url = format!("http://{}", listener.local_addr()?);
        let state = State {
            inner,
            does: VecDeque::new(),
            asked: Vec::new(),
            requests: 0,
            last: HashMap::new(),
            before: String::new(),
        };
        let shared = Arc::new(Shared {
            state: Mutex::new(state),
            hook: Mutex::new(None),
        });
        let serving = shared.clone();
        spawn(move || {
            for client in listener.incoming().flatten() {
                let shared = serving.clone();
                // What a client does not send or take concerns only that client.
                spawn(move || serve(&client, &shared));
            }
        });
        Ok(Self { shared, url })
    }

    /// Reads or changes the state between two requests.
    pub fn set<R>(&self, change: impl FnOnce(&mut State<T>) -> R) -> R {
        change(&mut self.shared.state())
    }

    /// Calls the hook around each answer from now on.
    pub fn hook(&self, hook: Hook<T>) {
        *self.shared.hook() = Some(hook);
    }

    /// Calls no hook any more.
    pub fn unhook(&self) {
        *self.shared.hook() = None;
    }
}

fn serve<T: Answers>(mut client: &TcpStream, shared: &Shared<T>) -> io::Result<()> {
    let mut reader = BufReader::new(client);
    while let Some(request) = http::request(&mut reader)? {
        let mut state = shared.state();
        let method = request["method"].as_str().unwrap_or_default().to_string();
        state.asked.push((method, request["params"].clone()));
        state.requests = state.requests.saturating_add(1);
        let number = state.requests;
        shared.call(&mut state, Moment::Before(number));
        let does = state.does.pop_front().unwrap_or(Does::Answer);
        if does == Does::Late {
            drop(state);
            // Until the client closes.
            let _ = reader.read(&mut [0]);
            state = shared.state();
        }
        let (bytes, is_over) = state.reply(&request, &does);
        let _ = client.write_all(&bytes);
        shared.call(&mut state, Moment::After(number));
        drop(state);
        if is_over {
            return client.shutdown(Shutdown::Both);
        }
    }
    Ok(())
}
