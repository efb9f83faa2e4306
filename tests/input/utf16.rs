//! UTF-16 that is broken: halves of characters, in both byte orders and in every place.
use super::read;
use fritekst::input::{Overrides, Source};

#[derive(Clone, Copy, Debug)]
enum Order {
    Little,
    Big,
}

fn bytes(units: &[u16], order: Order) -> Vec<u8> {
    let two = |unit: &u16| match order {
        Order::Little => unit.to_le_bytes(),
        Order::Big => unit.to_be_bytes(),
    };
    units.iter().flat_map(two).collect()
}

/// A file with a row before the bad one and `after` behind it.
fn file(bad: &[u16], after: &str, order: Order) -> Vec<u8> {
    let text = |text: &str| text.encode_utf16().collect::<Vec<u16>>();
    let units = [vec![0xfeff], text("id;svar\n1;før 🙂\n2;x"), bad.to_vec(), text(after)].concat();
    bytes(&units, order)
}

#[test]
fn halves_of_characters_spoil_their_own_row_and_no_other() {
    let flags = Overrides { id: Some("id".into()), questions: vec!["svar".into()], ..Overrides::default() };
    let halves: [&[u16]; 5] =
        [&[0xd83d], &[0xde42], &[0xde42, 0xd83d], &[0xd83d, 0xd83d, 0xde42], &[0xd83d, 0x20]];
    for order in [Order::Little, Order::Big] {
        for bad in halves {
            for after in ["\n3;etter\n", "\n", ""] {
                let source = Source::open_bytes("a.csv", file(bad, after, order), &flags).unwrap();
                let (rows, errors) = read(&source);
                let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
                let wanted: &[&str] = if after.len() > 1 { &["1", "3"] } else { &["1"] };
                assert_eq!(ids, wanted, "{order:?} {bad:x?} {after:?}");
                assert_eq!(rows[0].answers, ["før 🙂"]);
                assert_eq!(errors.len(), 1, "{order:?} {bad:x?} {after:?}: {errors:?}");
                assert!(errors[0].what.contains("no text"), "{}", errors[0]);
                assert_eq!(errors[0].place.line, Some(3));
            }
        }
        // half a unit, where a file was cut off
        let mut data = file(&[], "", order);
        data.pop();
        let (rows, errors) = read(&Source::open_bytes("a.csv", data, &flags).unwrap());
        assert_eq!((rows.len(), errors.len()), (1, 1), "{order:?}");
    }
}
