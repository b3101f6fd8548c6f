//! Prints the table of docs/spec/economics.md on the longest stay in IO: `cargo run -p io-client --example io_stay`.

fn main() {
    print!("{}", io_client::io_stay::table());
}
