//! The language of a workbook: the engine calls every file American, and readers would be read to in English.

use std::io::{Cursor, Read, Write};

use anyhow::{Context, Result};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

const PROPERTIES: &str = "docProps/core.xml";
const CHARTS: &str = "xl/charts/";

/// The same workbook, said to be German.
///
/// # Errors
/// The bytes are no workbook.
pub fn german(bytes: Vec<u8>) -> Result<Vec<u8>> {
    let mut from = ZipArchive::new(Cursor::new(bytes)).context("die Arbeitsmappe ist keine")?;
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    let packed = SimpleFileOptions::default().last_modified_time(DateTime::default()).compression_method(CompressionMethod::Deflated);
    for index in 0..from.len() {
        let name = from.by_index_raw(index)?.name()?.into_owned();
        if name != PROPERTIES && !name.starts_with(CHARTS) {
            to.raw_copy_file(from.by_index_raw(index)?)?;
            continue;
        }
        let mut text = String::new();
        from.by_index(index)?.read_to_string(&mut text)?;
        to.start_file(name, packed)?;
        to.write_all(said(&text).as_bytes())?;
    }
    Ok(to.finish().context("die Arbeitsmappe lässt sich nicht schreiben")?.into_inner())
}

fn said(xml: &str) -> String {
    xml.replace("</dc:creator>", "</dc:creator><dc:language>de-DE</dc:language>").replace("\"en-US\"", "\"de-DE\"")
}
