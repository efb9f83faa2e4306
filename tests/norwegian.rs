//! Norwegian words against lists with known answers; the bars are those that the tool promises.
#[path = "norwegian/measure.rs"]
mod measure;

use fritekst::norwegian::{Key, Origin, Role, analyse, rule_keys, written};
use measure::{cases, joints, rows, strangers, takes};

const JOINTS: &str = include_str!("norwegian/joints.tsv");
const CASES: &str = include_str!("norwegian/cases.tsv");
const KEYS: &str = include_str!("norwegian/keys.tsv");

#[test]
fn compounds_fall_apart_at_their_joints() {
    let (hit, found, gold, wrong) = joints(JOINTS);
    assert!(gold > 200, "the list is not there");
    let (p, r) = (hit as f64 / found as f64, hit as f64 / gold as f64);
    assert!(p >= 0.94 && r >= 0.95, "precision {p:.3}, recall {r:.3}\n{}", wrong.join("\n"));
}

#[test]
fn nynorsk_reaches_bokmal() {
    for list in [include_str!("norwegian/nynorsk-319.tsv"), include_str!("norwegian/nynorsk-own.tsv")] {
        let (all, apart) = strangers(list);
        assert!(all > 100 && apart.len() * 50 <= all, "{} of {all} apart: {}", apart.len(), apart.join(", "));
    }
}

#[test]
fn theme_words_take_their_family_and_nothing_else() {
    let found = cases(CASES);
    assert!(found.takes >= 60 && found.leaves >= 60);
    assert!(found.missed.len() * 20 <= found.takes, "missed: {}", found.missed.join(", "));
    assert!(found.false_hits.len() * 20 <= found.leaves, "taken: {}", found.false_hits.join(", "));
}

/// What testers found wrong, and is right now.
#[test]
fn words_that_were_mistaken_are_not() {
    let found = cases(include_str!("norwegian/pairs.tsv"));
    assert!(found.takes >= 100 && found.leaves >= 40, "{} {}", found.takes, found.leaves);
    assert!(found.missed.is_empty(), "missed: {}", found.missed.join(", "));
    assert!(found.false_hits.is_empty(), "taken: {}", found.false_hits.join(", "));
}

/// A row says a word and the keys it must have (`text/role/origin`) or, with `!` before, must not have.
#[test]
fn words_have_their_keys() {
    let mut wrong = Vec::new();
    for row in rows(KEYS) {
        let keys: Vec<String> = analyse(row[0]).keys.iter().map(shown).collect();
        for wanted in row[1].split(' ') {
            let (not, text) = wanted.strip_prefix('!').map_or((false, wanted), |t| (true, t));
            let there = keys.iter().any(|k| k == text || k.starts_with(&format!("{text}/")));
            if there == not {
                wrong.push(format!("{}: {wanted} in {}", row[0], keys.join(" ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn shown(key: &Key) -> String {
    format!("{}/{:?}/{:?}", key.text, key.role, key.origin).to_lowercase()
}

#[test]
fn a_rules_word_prefers_the_lemma_it_is() {
    assert_eq!(rule_keys("leder"), ["leder", "^led"]);
    assert_eq!(rule_keys("hus"), ["hus"]);
    assert!(rule_keys("husket").contains(&"huske".to_string()));
    assert!(takes("flyktningtjeneste", "flyktningtjenesteleder", false));
    assert!(takes("flyktningtjeneste", "flyktningtenesta", false));
    assert!(!takes("leder", "ledet", false));
}

#[test]
fn a_stem_is_no_bridge_between_known_words() {
    let stem = |w: &str| analyse(w).keys.iter().any(|k| k.origin == Origin::Stem);
    assert!(!stem("bol") && !stem("boligmangelen") && stem("blørfene"));
    assert!(takes("blørf", "blørfene", true) && !takes("bolig", "bol", true));
}

#[test]
fn parts_give_back_the_word_and_keys_do_not_repeat() {
    let odd = [
        "",
        "-",
        "a-",
        "--",
        "NAV-",
        "ß",
        "İstanbul",
        "привет",
        "bo\u{308}k",
        "o\u{ad}rd",
        "e-post-adresse",
        "aaaa",
    ];
    let words = rows(JOINTS).map(|r| r[0].to_string()).chain(odd.map(String::from));
    for word in words {
        let a = analyse(&word);
        assert_eq!(a.written, written(&word));
        assert!(a.parts.is_empty() || a.parts.concat() == a.written, "{word}: {:?}", a.parts);
        let mut seen: Vec<(&str, Role)> = a.keys.iter().map(|k| (k.text.as_str(), k.role)).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), a.keys.len(), "{word}");
    }
}

#[test]
fn very_long_words_cost_no_more_than_their_length() {
    let start = std::time::Instant::now();
    for piece in ["boligmangel", "a-", "NAV", "Aa", "e\u{301}"] {
        assert!(analyse(&piece.repeat(200_000)).parts.is_empty());
    }
    let freak = analyse(&"bybilbåt".repeat(7));
    assert!(freak.keys.len() < 2000, "{}", freak.keys.len());
    assert!(start.elapsed().as_secs() < 10);
}
