//! The report as an OpenDocument text, to go on writing in: real headings, tables with header rows, page numbers. The same
//! report gives the same bytes.

use std::io::{Cursor, Write};
use std::sync::LazyLock;

use anyhow::{Context, Result, anyhow};
use minijinja::Environment;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::model::Report;
use super::wording;
use crate::escape;

static ENVIRONMENT: LazyLock<Result<Environment<'static>, String>> = LazyLock::new(|| wording::environment(escape::xml));

const KIND: &str = "application/vnd.oasis.opendocument.text";
const PARTS: [&str; 4] = ["content.xml", "styles.xml", "meta.xml", "settings.xml"];
const MANIFEST: &str = "META-INF/manifest.xml";

/// `path` is where the page lies beside the file; without it no link leads to a page of the report.
///
/// # Errors
/// A template cannot be filled.
pub fn render(report: &Report, path: Option<&str>) -> Result<Vec<u8>> {
    let environment = ENVIRONMENT.as_ref().map_err(|error| anyhow!("{error}"))?;
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    // Readers tell the kind of the file from its first bytes: it stands first and as it is.
    let plain = SimpleFileOptions::default().last_modified_time(DateTime::default()).compression_method(CompressionMethod::Stored);
    let packed = plain.compression_method(CompressionMethod::Deflated);
    archive.start_file("mimetype", plain)?;
    archive.write_all(KIND.as_bytes())?;
    for part in PARTS {
        archive.start_file(part, packed)?;
        archive.write_all(wording::fill(environment, part, report, path)?.as_bytes())?;
    }
    archive.start_file(MANIFEST, packed)?;
    archive.write_all(manifest().as_bytes())?;
    Ok(archive.finish().context("das Textdokument lässt sich nicht schreiben")?.into_inner())
}

fn manifest() -> String {
    let entry =
        |(path, kind): (&str, &str)| format!("  <manifest:file-entry manifest:full-path=\"{path}\" manifest:media-type=\"{kind}\"/>\n");
    let parts: String = PARTS.iter().map(|part| entry((part, "text/xml"))).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" \
         manifest:version=\"1.3\">\n{}{parts}</manifest:manifest>\n",
        entry(("/", KIND))
    )
}
