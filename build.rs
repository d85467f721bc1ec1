//! The standard and the templates travel inside the binary; a change in them is a change of the program.

#![allow(clippy::print_stdout, reason = "this is how a build script talks to cargo")]

fn main() {
    println!("cargo:rerun-if-changed=standard");
    println!("cargo:rerun-if-changed=templates");
}
