//! Statistics against published values; each value's source stands in the data file beside it.
mod agreement;
mod corrected;
mod disclosure;
mod laws;
mod sampling;
mod shares;
mod tables;

use serde_json::Value;
use std::fs;

/// A data file of `tests/stats`.
fn data(file: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(format!("tests/stats/{file}")).unwrap()).unwrap()
}

fn published() -> Value {
    data("statistics.json")
}

fn more() -> Value {
    data("more.json")
}

/// A number, or a fraction written as «2/21».
fn number(value: &Value) -> f64 {
    if let Some(text) = value.as_str() {
        let (above, below) = text.split_once('/').unwrap();
        return above.parse::<f64>().unwrap() / below.parse::<f64>().unwrap();
    }
    value.as_f64().unwrap_or_else(|| panic!("no number: {value}"))
}

fn whole(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("no count: {value}"))
}

fn table(value: &Value) -> Vec<Vec<u64>> {
    serde_json::from_value(value.clone()).unwrap()
}

#[track_caller]
fn near(found: f64, expected: f64, room: f64) {
    assert!((found - expected).abs() <= room, "found {found}, expected {expected} ± {room}");
}

#[track_caller]
fn interval_near(found: &fritekst::stats::Interval, expected: &Value, room: f64) {
    near(found.low, number(&expected[0]), room);
    near(found.high, number(&expected[1]), room);
}
