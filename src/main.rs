//! The front door: arguments, logging, run, exit code.
//!
//! | code | meaning |
//! |---|---|
//! | 0 | done; for `check`: no errors |
//! | 1 | the data has errors, or the work failed |
//! | 2 | the command line was not understood |

use std::{
    io::{self, Write},
    process::ExitCode,
};

use clap::Parser;
use hudna::cli::{Cli, Failure, start_log};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let _log = start_log(cli.usual_log());
    match cli.run(&mut io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        // A reader that has seen enough, such as `head`, is no failure.
        Err(Failure::Other(error)) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(failure) => {
            // Where nobody can be told, the exit code tells.
            let _ = writeln!(io::stderr(), "hudna: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let mut causes = error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>());
    causes.any(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
