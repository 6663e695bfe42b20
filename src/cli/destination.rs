//! Files that commands write.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    process,
};

use anyhow::{Context, bail};

use super::settled_file::SettledFile;

/// Links that are followed; with more of them, they go round.
const MOST_LINKS: usize = 40;
/// Names that are tried for what is not whole yet: a process that was killed may have left some.
const MOST_PARTS: usize = 100;

/// A file that appears under its name only when it is whole.
///
/// A device or a named pipe is written to as it is: it holds nothing that could be lost. A link stays, and what it points to
/// is written; a file that is replaced keeps who may read it.
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
        if is_device(path) {
            return Self::device(path).with_context(writing);
        }
        if !replace && path.exists() {
            bail!("{} exists; replace it with --force", path.display());
        }
        Self::beside(&followed(path).with_context(writing)?)
    }

    fn device(path: &Path) -> io::Result<Self> {
        let file = File::options().write(true).open(path)?;
        Ok(Self {
            path: path.to_owned(),
            beside: None,
            file: Some(BufWriter::new(SettledFile::without_disk(file))),
        })
    }

    fn beside(path: &Path) -> anyhow::Result<Self> {
        let writing = || format!("writing {}", path.display());
        let Some(name) = path.file_name().filter(|_| !path.is_dir()) else {
            bail!("{} is no name for a file", path.display());
        };
        let (beside, file) = part(path, &name.to_string_lossy()).with_context(writing)?;
        // Before the first byte: nobody may read what only some could. Where modes mean nothing, the file is written all the same.
        if let Ok(old) = fs::metadata(path) {
            let _ = file.set_permissions(old.permissions());
        }
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

fn is_device(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir())
}

/// A new file that no one else writes, hidden and in the same folder.
fn part(path: &Path, name: &str) -> io::Result<(PathBuf, File)> {
    let process = process::id();
    for number in 0..MOST_PARTS {
        let part = path.with_file_name(format!(".{name}.{process}.{number}.part"));
        match File::create_new(&part) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            file => return Ok((part, file?)),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// What a link points to in the end, whether it is there or not; else the path as it is.
fn followed(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        match fs::read_link(&path) {
            Ok(target) => path = path.parent().unwrap_or(Path::new("")).join(target),
            Err(_no_link) => return Ok(path),
        }
    }
    Err(io::Error::other("its links go round"))
}

/// Where a file comes to lie, spelled in one way; `None` for a device, which many may write to.
pub(super) fn place(path: &Path) -> anyhow::Result<Option<PathBuf>> {
    if is_device(path) {
        return Ok(None);
    }
    let writing = || format!("writing {}", path.display());
    let path = followed(path).with_context(writing)?;
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let folder = fs::canonicalize(folder).with_context(writing)?;
    Ok(path.file_name().map(|name| folder.join(name)))
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

    #[test]
    fn two_files_of_one_name_do_not_write_into_each_other() {
        let dir = TempDir::new().unwrap();
        let path = dir.path().join("out.csv");
        let [mut first, mut second] = [(); 2].map(|()| Destination::create(&path, false).unwrap());
        first.write_all(b"first").unwrap();
        second.write_all(b"2").unwrap();
        first.finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"first");
        drop(second);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_has_one_place_however_it_is_spelled() {
        let dir = TempDir::new().unwrap();
        fs::create_dir(dir.path().join("in")).unwrap();
        let [plain, round, other] =
            ["o.csv", "in/../o.csv", "p.csv"].map(|name| place(&dir.path().join(name)).unwrap());
        assert_eq!(plain, round);
        assert_ne!(plain, other);
        assert!(place(&dir.path().join("nowhere/o.csv")).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_and_what_it_points_to_is_written() {
        use std::os::unix::fs::symlink;

        let dir = TempDir::new().unwrap();
        let [target, link, round] = ["target", "link", "round"].map(|name| dir.path().join(name));
        symlink("target", &link).unwrap();
        symlink("round", &round).unwrap();
        assert_eq!(place(&link).unwrap(), place(&target).unwrap());
        for (text, replace) in [("new", false), ("newer", true)] {
            let mut file = Destination::create(&link, replace).unwrap();
            file.write_all(text.as_bytes()).unwrap();
            file.finish().unwrap();
            assert!(link.is_symlink());
            assert_eq!(fs::read_to_string(&target).unwrap(), text);
        }
        assert!(Destination::create(&round, true).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_is_replaced_keeps_its_mode() {
        use std::os::unix::fs::PermissionsExt;

        let dir = TempDir::new().unwrap();
        let path = dir.path().join("out.csv");
        fs::write(&path, "old").unwrap();
        for mode in [0o600, 0o664] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            Destination::create(&path, true).unwrap().finish().unwrap();
            let found = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(found & 0o777, mode);
        }
    }
}
