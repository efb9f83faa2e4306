//! The words of an answer as they are kept, in units of two bytes: nearly every word is one unit, so that what comes next
//! can be foreseen.
use crate::rule::nearby::{APART, STOPS};

/// What an answer is made of, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item {
    /// A word by the number of its type.
    Word(u32),
    /// A word of no type that is remembered, by its bytes.
    Unknown(u32),
    /// So many bytes, with signs, stand before the next word, and not the one blank that is usual.
    Gap(u32, u32),
    /// A hyphenated word begins: its type as a whole, if it is remembered, and the number of its parts, which follow.
    Hyphenated(Option<u32>, u32),
}

/// Types that a unit has room for; a unit with a kind has its lowest bit set, and types of higher numbers have one more unit.
const NEAR: u32 = 1 << 15;
/// Types that can be kept.
const FARTHEST: u32 = 1 << 28;

// kinds, and behind them a value; where it has all bits set, two more units hold it
const FAR: u16 = 0;
const UNKNOWN: u16 = 1;
const HYPHENATED: u16 = 2;
/// With the signs of the gap, which are two bits side by side.
const GAP: u16 = 4;
const SIGNS: u32 = STOPS | APART;
const MOST: u32 = (1 << 12) - 1;

/// The number of a type, if it can be kept.
pub(super) fn kept(number: Option<u32>) -> Option<u32> {
    number.filter(|number| *number < FARTHEST)
}

/// Adds an item.
pub(super) fn put(out: &mut Vec<u8>, item: Item) {
    match item {
        Item::Word(number) if number < NEAR => unit(out, (number << 1) as u16),
        Item::Word(number) => {
            unit(out, (number >> 16 << 4) as u16 | FAR << 1 | 1);
            unit(out, number as u16);
        }
        Item::Unknown(bytes) => valued(out, UNKNOWN, bytes),
        Item::Gap(bytes, signs) => {
            valued(out, GAP | ((signs & SIGNS) >> SIGNS.trailing_zeros()) as u16, bytes);
        }
        Item::Hyphenated(whole, parts) => {
            valued(out, HYPHENATED, parts);
            double(out, whole.map_or(0, |number| number + 1));
        }
    }
}

fn unit(out: &mut Vec<u8>, unit: u16) {
    out.extend(unit.to_le_bytes());
}

fn double(out: &mut Vec<u8>, number: u32) {
    unit(out, number as u16);
    unit(out, (number >> 16) as u16);
}

fn valued(out: &mut Vec<u8>, kind: u16, value: u32) {
    unit(out, (value.min(MOST) << 4) as u16 | kind << 1 | 1);
    if value >= MOST {
        double(out, value);
    }
}

/// Takes items from the front of an answer's units. What was spoilt are some items.
#[derive(Debug)]
pub(super) struct Items<'a> {
    units: &'a [[u8; 2]],
}

impl<'a> Items<'a> {
    /// Of an answer's bytes.
    pub(super) fn of(bytes: &'a [u8]) -> Self {
        Self { units: bytes.as_chunks().0 }
    }

    #[inline]
    fn unit(&mut self) -> u16 {
        let Some((unit, rest)) = self.units.split_first() else { return 0 };
        self.units = rest;
        u16::from_le_bytes(*unit)
    }

    fn double(&mut self) -> u32 {
        u32::from(self.unit()) | u32::from(self.unit()) << 16
    }

    fn other(&mut self, unit: u16) -> Item {
        let (kind, value) = (unit >> 1 & 7, u32::from(unit >> 4));
        if kind == FAR {
            return Item::Word(value << 16 | u32::from(self.unit()));
        }
        let value = if value == MOST { self.double() } else { value };
        match kind {
            UNKNOWN => Item::Unknown(value),
            HYPHENATED => Item::Hyphenated(self.double().checked_sub(1), value),
            gap => Item::Gap(value, (u32::from(gap) << SIGNS.trailing_zeros()) & SIGNS),
        }
    }
}

impl Iterator for Items<'_> {
    type Item = Item;

    #[inline]
    fn next(&mut self) -> Option<Item> {
        let (unit, rest) = self.units.split_first()?;
        self.units = rest;
        let unit = u16::from_le_bytes(*unit);
        Some(if unit & 1 == 0 { Item::Word(u32::from(unit >> 1)) } else { self.other(unit) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_come_back() {
        let numbers = [0, 1, NEAR - 1, NEAR, MOST, 1 << 16, FARTHEST - 1];
        let values = [0, 1, MOST - 1, MOST, MOST + 1, 1 << 16, u32::MAX];
        let mut items: Vec<Item> = numbers.map(Item::Word).into();
        items.extend(values.map(Item::Unknown));
        items.extend(
            values.iter().flat_map(|bytes| [0, STOPS, APART, SIGNS].map(|signs| Item::Gap(*bytes, signs))),
        );
        let wholes = [None, Some(0), Some(FARTHEST - 1)];
        items.extend(values.iter().flat_map(|parts| wholes.map(|whole| Item::Hyphenated(whole, *parts))));
        let mut bytes = Vec::new();
        items.iter().for_each(|item| put(&mut bytes, *item));
        assert_eq!(Items::of(&bytes).collect::<Vec<_>>(), items);
        assert_eq!(
            [kept(Some(FARTHEST)), kept(Some(FARTHEST - 1)), kept(None)],
            [None, numbers[6].into(), None]
        );
    }
}
