//! The file that `--output` names.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    process,
};

use anyhow::{Context, bail};

use super::settled_file::SettledFile;

/// A file that appears under its name only when it is whole.
///
/// A device or a named pipe is written to as it is: it holds nothing that could be lost.
pub(super) struct Destination {
    path: PathBuf,
    beside: Option<PathBuf>,
    file: Option<BufWriter<SettledFile>>,
}

impl Destination {
    /// Begins a file beside `path`.
    ///
    /// # Errors
    /// When there is a file at `path` and it is not to be replaced, or none can be written there.
    pub(super) fn create(path: &Path, replace: bool) -> anyhow::Result<Self> {
        let writing = || format!("writing {}", path.display());
        if fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
            let file = File::options()
                .write(true)
                .open(path)
                .with_context(writing)?;
            return Ok(Self {
                path: path.to_owned(),
                beside: None,
                file: Some(BufWriter::new(SettledFile::without_disk(file))),
            });
        }
        if !replace && path.exists() {
            bail!("{} exists; replace it with --force", path.display());
        }
        let Some(name) = path.file_name().filter(|_| !path.is_dir()) else {
            bail!("{} is no name for a file", path.display());
        };
        let name = format!(".{}.{}.part", name.to_string_lossy(), process::id());
        let beside = path.with_file_name(name);
        let file = File::create(&beside).with_context(writing)?;
        Ok(Self {
            path: path.to_owned(),
            beside: Some(beside),
            file: Some(BufWriter::new(SettledFile::new(file))),
        })
    }

    /// Gives the file its name.
    ///
    /// # Errors
    /// When not everything could be written.
    pub(super) fn finish(mut self) -> anyhow::Result<()> {
        let written = self.put_in_place();
        written.with_context(|| format!("writing {}", self.path.display()))
    }

    fn put_in_place(&mut self) -> io::Result<()> {
        let Some(file) = self.file.take() else {
            return Ok(());
        };
        let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.settle()?;
        match &self.beside {
            Some(beside) => fs::rename(beside, &self.path),
            None => Ok(()),
        }
    }
}

impl Write for Destination {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.file {
            Some(file) => file.write(bytes),
            None => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for Destination {
    /// Nothing half written stays; after `finish` there is nothing to remove.
    fn drop(&mut self) {
        if let Some(beside) = &self.beside {
            let _ = fs::remove_file(beside);
        }
    }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    #[test]
    fn a_file_appears_when_it_is_whole() {
        let dir = TempDir::new().unwrap();
        let path = dir.path().join("out.csv");
        let names = || fs::read_dir(dir.path()).unwrap().count();
        let mut file = Destination::create(&path, false).unwrap();
        file.write_all(b"a").unwrap();
        assert!(!path.exists());
        drop(file);
        assert_eq!(names(), 0, "given up: nothing stays");
        let mut file = Destination::create(&path, false).unwrap();
        file.write_all(b"b").unwrap();
        file.finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"b");
        assert_eq!(names(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_written_to_and_stays_what_it_is() {
        use std::os::unix::fs::FileTypeExt;

        let path = Path::new("/dev/full");
        let mut file = Destination::create(path, true).unwrap();
        file.write_all(b"a").unwrap();
        assert!(file.finish().is_err(), "no room");
        assert!(fs::metadata(path).unwrap().file_type().is_char_device());
    }

    #[test]
    fn a_file_is_replaced_only_on_demand() {
        let dir = TempDir::new().unwrap();
        let path = dir.path().join("out.csv");
        fs::write(&path, "old").unwrap();
        let refused = Destination::create(&path, false).err().unwrap();
        assert!(refused.to_string().contains("--force"));
        Destination::create(&path, true).unwrap().finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"");
        assert!(Destination::create(dir.path(), true).is_err());
    }
}
