//! All that Typst gets to see: our templates, the fonts built in, and the files of one sheet. It reads no disk and no clock.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use include_dir::{Dir, include_dir};
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{DiagSpan, FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World, WorldExt};

use super::drawing;

static TEMPLATES: Dir = include_dir!("$CARGO_MANIFEST_DIR/templates/papier");
const MAIN: &str = "bericht.typ";

static LIBRARY: LazyLock<LazyHash<Library>> =
    // Row heads of tables are an extra of the engine as yet.
    LazyLock::new(|| LazyHash::new(Library::builder().with_features([Feature::A11yExtras].into_iter().collect()).build()));
pub static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| {
    let files = [notosans::REGULAR_TTF, notosans::BOLD_TTF];
    files.into_iter().flat_map(|file| Font::iter(Bytes::new(file))).collect()
});
static BOOK: LazyLock<LazyHash<FontBook>> = LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));
static SOURCES: LazyLock<BTreeMap<String, Source>> = LazyLock::new(sources);
static EMPTY: LazyLock<Source> = LazyLock::new(|| Source::detached(""));

/// One run of the engine.
pub struct Press {
    files: BTreeMap<String, Bytes>,
}

impl Press {
    /// `files` by their name, beside the templates.
    pub fn new(files: Vec<(String, Vec<u8>)>) -> Self {
        let files = files.into_iter().map(|(name, bytes)| (name, Bytes::new(bytes))).collect();
        Self { files }
    }

    /// "tabelle.typ:12: ", where that is known.
    pub fn place(&self, span: DiagSpan) -> String {
        let place = || {
            let id = span.id()?;
            let source = self.source(id).ok()?;
            let line = source.lines().byte_to_line(self.range(span)?.start)?;
            Some(format!("{}:{}: ", id.vpath().get_without_slash(), line + 1))
        };
        place().unwrap_or_default()
    }
}

fn sources() -> BTreeMap<String, Source> {
    let source = |file: &include_dir::File<'static>| {
        let name = file.path().to_str()?;
        let path = VirtualPath::new(name).ok()?;
        let id = RootedPath::new(VirtualRoot::Project, path).intern();
        Some((name.to_owned(), Source::new(id, file.contents_utf8()?.to_owned())))
    };
    TEMPLATES.files().filter_map(source).collect()
}

fn missing<T>(id: FileId) -> FileResult<T> {
    Err(FileError::NotFound(id.vpath().get_without_slash().into()))
}

impl World for Press {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }

    fn main(&self) -> FileId {
        SOURCES.get(MAIN).unwrap_or(&EMPTY).id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        SOURCES.get(id.vpath().get_without_slash()).cloned().map_or_else(|| missing(id), Ok)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let name = id.vpath().get_without_slash();
        self.files.get(name).or_else(|| drawing::MARKS.get(name)).cloned().map_or_else(|| missing(id), Ok)
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
