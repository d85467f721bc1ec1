//! A table as a Parquet file that DuckDB, Spark and pandas read with the right types. The same table gives the same
//! bytes.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};

use crate::facts::table::{Column, Data, Table};

/// Part of every file, so that a snapshot says which version wrote it.
const CREATED_BY: &str = concat!("lotse ", env!("CARGO_PKG_VERSION"));

/// # Errors
/// The writer behind it fails.
pub fn write_parquet(table: &Table, out: impl Write + Send) -> Result<(), ParquetError> {
    let properties = WriterProperties::builder().set_created_by(CREATED_BY.to_owned()).set_compression(Compression::SNAPPY).build();
    let mut file = SerializedFileWriter::new(out, schema(table)?, Arc::new(properties))?;
    let mut group = file.next_row_group()?;
    for column in &table.columns {
        write_column(&mut group, &column.data)?;
    }
    group.close()?;
    file.close()?;
    Ok(())
}

fn schema(table: &Table) -> Result<TypePtr, ParquetError> {
    let mut fields = Vec::new();
    for column in &table.columns {
        let (physical, logical) = match &column.data {
            Data::Text(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Data::Integer(_) => (Physical::INT64, None),
            Data::Float(_) => (Physical::DOUBLE, None),
            Data::Flag(_) => (Physical::BOOLEAN, None),
            Data::Date(_) => (Physical::INT32, Some(LogicalType::Date)),
        };
        let field = Type::primitive_type_builder(&column.name, physical);
        fields.push(Arc::new(field.with_repetition(Repetition::OPTIONAL).with_logical_type(logical).build()?));
    }
    Ok(Arc::new(Type::group_type_builder(&table.name).with_fields(fields).build()?))
}

fn write_column<W: Write + Send>(group: &mut SerializedRowGroupWriter<'_, W>, data: &Data) -> Result<(), ParquetError> {
    let Some(mut column) = group.next_column()? else { return Ok(()) };
    match (column.untyped(), data) {
        (ColumnWriter::ByteArrayColumnWriter(writer), Data::Text(values)) => {
            let present: Vec<ByteArray> = values.iter().flatten().map(|text| ByteArray::from(text.as_str())).collect();
            writer.write_batch(&present, Some(&levels(values)), None)?;
        }
        (ColumnWriter::Int64ColumnWriter(writer), Data::Integer(values)) => {
            writer.write_batch(&present(values), Some(&levels(values)), None)?;
        }
        (ColumnWriter::DoubleColumnWriter(writer), Data::Float(values)) => {
            writer.write_batch(&present(values), Some(&levels(values)), None)?;
        }
        (ColumnWriter::BoolColumnWriter(writer), Data::Flag(values)) => {
            writer.write_batch(&present(values), Some(&levels(values)), None)?;
        }
        (ColumnWriter::Int32ColumnWriter(writer), Data::Date(values)) => {
            writer.write_batch(&present(values), Some(&levels(values)), None)?;
        }
        _ => return Err(ParquetError::General("the column's type differs from the schema".to_owned())),
    }
    column.close()
}

/// The format stores only what is there, and beside it one level per row.
fn present<T: Copy>(values: &[Option<T>]) -> Vec<T> {
    values.iter().flatten().copied().collect()
}

fn levels<T>(values: &[Option<T>]) -> Vec<i16> {
    values.iter().map(|value| i16::from(value.is_some())).collect()
}

/// Reads a file that `write_parquet` wrote. The meanings of tables and columns are not part of it.
///
/// # Errors
/// The file cannot be read or is not of this form.
pub fn read_parquet(path: &Path) -> Result<Table, ParquetError> {
    let reader = SerializedFileReader::new(std::fs::File::open(path)?)?;
    let schema = reader.metadata().file_metadata().schema_descr();
    let mut columns: Vec<Column> = Vec::new();
    for index in 0..schema.num_columns() {
        let description = schema.column(index);
        let rows = usize::try_from(reader.metadata().file_metadata().num_rows()).unwrap_or(0);
        let column = reader.get_row_group(0)?.get_column_reader(index)?;
        columns.push(Column::new(description.name(), "", read_column(column, rows)?));
    }
    Ok(Table::new(schema.root_schema().name(), "", columns))
}

fn read_column(column: ColumnReader, rows: usize) -> Result<Data, ParquetError> {
    let text = |bytes: ByteArray| bytes.as_utf8().map(str::to_owned).unwrap_or_default();
    Ok(match column {
        ColumnReader::ByteArrayColumnReader(reader) => Data::Text(values(reader, rows)?.into_iter().map(|value| value.map(text)).collect()),
        ColumnReader::Int64ColumnReader(reader) => Data::Integer(values(reader, rows)?),
        ColumnReader::DoubleColumnReader(reader) => Data::Float(values(reader, rows)?),
        ColumnReader::BoolColumnReader(reader) => Data::Flag(values(reader, rows)?),
        ColumnReader::Int32ColumnReader(reader) => Data::Date(values(reader, rows)?),
        _ => return Err(ParquetError::General("a column of a type that is never written".to_owned())),
    })
}

fn values<T: DataType>(mut reader: ColumnReaderImpl<T>, rows: usize) -> Result<Vec<Option<T::T>>, ParquetError> {
    let (mut present, mut levels): (Vec<T::T>, Vec<i16>) = (Vec::new(), Vec::new());
    while levels.len() < rows {
        let (records, _, _) = reader.read_records(rows - levels.len(), Some(&mut levels), None, &mut present)?;
        if records == 0 {
            break;
        }
    }
    let mut present = present.into_iter();
    Ok(levels.into_iter().map(|level| if level == 0 { None } else { present.next() }).collect())
}
