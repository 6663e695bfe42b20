//! A file whose bytes are on their way to the disk while more are written.

use std::{
    fs::File,
    io::{self, Write},
    sync::mpsc::{SyncSender, TrySendError, sync_channel},
    thread::{self, JoinHandle},
};

/// Bytes written from one time that the disk is asked to the next.
const STEP_BYTES: usize = 16 << 20;

/// A file that is on the disk soon after the last byte was written: what a long file has is settled meanwhile.
pub(super) struct SettledFile {
    file: File,
    has_disk: bool,
    /// Bytes since the disk was asked.
    unsettled: usize,
    /// None until the file is long enough.
    settler: Option<Settler>,
}

/// A thread that waits for the disk.
struct Settler {
    steps: SyncSender<()>,
    thread: JoinHandle<io::Result<()>>,
}

impl SettledFile {
    pub(super) fn new(file: File) -> Self {
        Self {
            file,
            has_disk: true,
            unsettled: 0,
            settler: None,
        }
    }

    /// A device or a named pipe: it has no disk that could be asked.
    pub(super) fn without_disk(device: File) -> Self {
        Self {
            has_disk: false,
            ..Self::new(device)
        }
    }

    /// Waits until everything is on the disk.
    ///
    /// # Errors
    /// When something could not be put there, also if it was noticed earlier.
    pub(super) fn settle(self) -> io::Result<()> {
        self.settler.map_or(Ok(()), Settler::finish)?;
        if self.has_disk {
            self.file.sync_all()?;
        }
        Ok(())
    }

    fn ask_the_disk(&mut self) -> io::Result<()> {
        self.unsettled = 0;
        let settler = match self.settler.take() {
            Some(settler) => settler,
            None => Settler::start(self.file.try_clone()?)?,
        };
        match settler.steps.try_send(()) {
            // It is still waiting for the step before, or has one to do.
            Ok(()) | Err(TrySendError::Full(())) => self.settler = Some(settler),
            Err(TrySendError::Disconnected(())) => settler.finish()?,
        }
        Ok(())
    }
}

impl Write for SettledFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.unsettled += written;
        if self.has_disk && self.unsettled >= STEP_BYTES {
            self.ask_the_disk()?;
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Settler {
    fn start(file: File) -> io::Result<Self> {
        let (steps, asked) = sync_channel(1);
        // An error is told to whoever asks first, and to no one else: it must not be lost.
        let settle = move || asked.iter().try_for_each(|()| file.sync_data());
        let thread = thread::Builder::new()
            .name("settler".to_owned())
            .spawn(settle)?;
        Ok(Self { steps, thread })
    }

    fn finish(self) -> io::Result<()> {
        drop(self.steps);
        let settled = self.thread.join();
        settled.unwrap_or_else(|_| Err(io::Error::other("the thread that waits for the disk")))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::TempDir;

    use super::*;

    #[test]
    fn a_long_file_is_whole_when_it_is_settled() {
        let dir = TempDir::new().unwrap();
        let path = dir.path().join("long");
        let mut file = SettledFile::new(File::create(&path).unwrap());
        let piece = vec![7; STEP_BYTES / 3];
        for _ in 0..10 {
            file.write_all(&piece).unwrap();
        }
        assert!(file.settler.is_some());
        file.settle().unwrap();
        assert_eq!(fs::read(&path).unwrap(), piece.repeat(10));
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_not_asked_for_its_disk() {
        let device = File::options().write(true).open("/dev/null").unwrap();
        let mut file = SettledFile::without_disk(device);
        file.write_all(&vec![0; STEP_BYTES]).unwrap();
        file.settle().unwrap();
    }

    /// What a disk refuses in between is an error at the end: a pipe has no disk, so it refuses each time.
    #[cfg(unix)]
    #[test]
    fn what_the_disk_refused_meanwhile_is_told() {
        let (mut reader, writer) = io::pipe().unwrap();
        let reading = thread::spawn(move || io::copy(&mut reader, &mut io::sink()));
        let mut file = SettledFile::new(File::from(std::os::fd::OwnedFd::from(writer)));
        file.write_all(&vec![0; STEP_BYTES]).unwrap();
        assert!(file.settler.take().unwrap().finish().is_err());
        drop(file);
        reading.join().unwrap().unwrap();
    }
}
