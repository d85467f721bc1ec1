//! The query engine behind the figures, and the only file that speaks its language.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use polars::prelude::{AnyValue, Column as Series, DataFrame, DataType, IntoLazy, LazyFrame, NamedFrom, PlSmallStr, Series as Values};
use polars::sql::SQLContext;
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::facts::{Column, Data, Table};
use crate::portfolio::answer::{Answer, Cell, Kind};
use crate::portfolio::sql::product;

/// Plans of nested queries go deep; so many bytes are reserved, not used.
const STACK: usize = 16 << 20;

/// Rows of one answer.
const MOST_ROWS: usize = 2_000_000;

/// While one query waits, the engine's own workers would begin another on the same small stack, and run over its end.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// What the engine leaves to whoever called it runs here. In the pool of our own workers, which all may be waiting for the
/// engine, it would never begin.
static QUERIES: LazyLock<Result<ThreadPool, String>> =
    LazyLock::new(|| ThreadPoolBuilder::new().num_threads(1).stack_size(STACK).build().map_err(|error| error.to_string()));

/// Tables by name, ready to be asked.
#[derive(Clone, Default)]
pub struct Engine {
    tables: Vec<(String, LazyFrame)>,
    /// Rows of each table.
    rows: HashMap<String, u64>,
    /// Fetched when the first query names them.
    late: Arc<Mutex<Vec<(String, LazyFrame)>>>,
}

impl Engine {
    /// # Errors
    /// The columns have different lengths.
    pub fn register(&mut self, table: &Table) -> Result<(), String> {
        self.tables.push((table.name.clone(), frame(table)?));
        self.rows.insert(table.name.clone(), table.rows() as u64);
        Ok(())
    }

    /// A prepared table that only further queries ask: it stays inside the engine, row by row would cost too much. Answers
    /// with the columns of its key alone.
    ///
    /// # Errors
    /// What the engine says is wrong with the query.
    pub fn prepare(&mut self, name: &str, sql: &str, key: &[String]) -> Result<Table, String> {
        let frame = self.run(sql)?;
        let of_key = frame.columns().iter().filter(|column| key.iter().any(|name| column.name().as_str() == name));
        let shown = of_key.map(|column| Column::text(column.name(), "", (0..frame.height()).map(|row| text(column, row)).collect()));
        let mut columns: Vec<Column> = shown.collect();
        if key.is_empty() {
            columns.push(Column::integer("zeile", "", vec![None; frame.height()]));
        }
        self.rows.insert(name.to_owned(), frame.height() as u64);
        self.tables.push((name.to_owned(), frame.lazy()));
        Ok(Table::new(name, "", columns))
    }

    /// # Errors
    /// The columns have different lengths.
    pub fn register_late(&self, table: &Table) -> Result<(), String> {
        let frame = frame(table)?;
        self.late.lock().unwrap_or_else(PoisonError::into_inner).push((table.name.clone(), frame));
        Ok(())
    }

    pub fn knows_late(&self, name: &str) -> bool {
        self.late.lock().unwrap_or_else(PoisonError::into_inner).iter().any(|(known, _)| known == name)
    }

    /// Every query gets a fresh context: aliases of one query otherwise stay visible to the next.
    ///
    /// # Errors
    /// What the engine says is wrong with the query.
    pub fn ask(&self, sql: &str) -> Result<Answer, String> {
        let frame = self.run(sql)?;
        if frame.height() > MOST_ROWS {
            return Err(format!("die Abfrage ergibt {} Zeilen; ein Bericht zeigt höchstens {MOST_ROWS}", frame.height()));
        }
        let columns = frame.columns().iter().map(|column| column.name().to_string()).collect();
        let kinds = frame.columns().iter().map(|column| kind(column.dtype())).collect();
        let row = |index: usize| frame.columns().iter().map(|column| column.get(index).map_or(Cell::Null, cell)).collect();
        Ok(Answer { columns, kinds, rows: (0..frame.height()).map(row).collect() })
    }

    fn run(&self, sql: &str) -> Result<DataFrame, String> {
        if let Some(told) = product(sql, |name| self.rows.get(name).copied()) {
            return Err(told);
        }
        let context = SQLContext::new();
        let late = self.late.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for (name, frame) in self.tables.iter().chain(&late).filter(|(name, _)| sql.contains(name.as_str())) {
            context.register(name, frame.clone());
        }
        let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let query = move || {
            let mut context = context;
            context.execute(sql).and_then(LazyFrame::collect)
        };
        let pool = QUERIES.as_ref().map_err(Clone::clone)?;
        // A thread of its own: a worker of ours that waits for the engine would begin another page meanwhile, on top of
        // this one. And the engine panics on some queries it cannot plan; that is a mistake in the query like any other.
        let run = std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().spawn_scoped(scope, || pool.install(query));
            thread.map_err(|error| error.to_string())?.join().map_err(|_| "die Abfrage lässt sich nicht ausführen".to_owned())
        });
        run?.map_err(|error| error.to_string())
    }
}

fn frame(table: &Table) -> Result<LazyFrame, String> {
    let columns = table.columns.iter().map(series).collect::<Result<Vec<Series>, String>>()?;
    Ok(DataFrame::new(table.rows(), columns).map_err(|error| error.to_string())?.lazy())
}

fn series(column: &Column) -> Result<Series, String> {
    let name = PlSmallStr::from_str(&column.name);
    let values = match &column.data {
        Data::Text(values) => Values::new(name, values),
        Data::Integer(values) => Values::new(name, values),
        Data::Float(values) => Values::new(name, values),
        Data::Flag(values) => Values::new(name, values),
        Data::Date(values) => Values::new(name, values).cast(&DataType::Date).map_err(|error| error.to_string())?,
    };
    Ok(values.into())
}

fn kind(type_of: &DataType) -> Kind {
    match type_of {
        DataType::Boolean => Kind::Flag,
        DataType::Date => Kind::Date,
        DataType::Float32 | DataType::Float64 => Kind::Float,
        whole if whole.is_integer() => Kind::Integer,
        _ => Kind::Text,
    }
}

/// A value as far as it tells rows apart.
fn text(column: &Series, row: usize) -> Option<String> {
    match cell(column.get(row).ok()?) {
        Cell::Null => None,
        Cell::Text(text) => Some(text),
        other => Some(other.sort_key()),
    }
}

fn cell(value: AnyValue<'_>) -> Cell {
    match value {
        AnyValue::Null => Cell::Null,
        AnyValue::Boolean(flag) => Cell::Flag(flag),
        AnyValue::String(text) => Cell::Text(text.to_owned()),
        AnyValue::StringOwned(text) => Cell::Text(text.to_string()),
        AnyValue::Date(day) => Cell::Date(day),
        AnyValue::Float64(number) => Cell::Float(number),
        AnyValue::Float32(number) => Cell::Float(f64::from(number)),
        other => match (other.is_integer(), other.extract::<i64>()) {
            (true, Some(number)) => Cell::Integer(number),
            _ => Cell::Text(other.to_string()),
        },
    }
}
