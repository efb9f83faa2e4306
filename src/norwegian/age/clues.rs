//! The words around a number that make it an age, or that say it is something else.
use crate::norwegian::hash::Quickly;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Words.
type Set = LazyLock<HashSet<&'static str, Quickly>>;
/// Beginnings or ends of words.
type List = LazyLock<Vec<&'static str>>;

/// The words of a list that reads as a line.
fn of<C: FromIterator<&'static str>>(list: &'static str) -> C {
    list.split(' ').collect()
}

/// Words right before a number that bend it, or say that it is one of age: no other does.
static LEADS: Set = LazyLock::new(|| {
    of("\
    under enn over minst minimum med fra frå inntil opptil maks maksimum til tom fom fylt fylte fyllt fyllte fyldt \
    fyller fylle fyl på mellom er ca rundt var blir vert av bare berre kun nå no snart")
});
/// Words after a number that turn it into a span without an end.
static TURNS: Set = LazyLock::new(|| of("eldre over oppover opp utover yngre under nedover pluss"));
/// Words for people, and pronouns that stand for them.
static PEOPLE: Set = LazyLock::new(|| {
    of("\
    jeg eg du de dem dei deim han hun ho hen noen nokon nokre enkelte unge unga yngre menn mann folk barnet borna \
    em ema emf dame dama damen damer damene kar karen eldste yngste \
    gut gutar gutane guten son sonen sønn sønnen dotter dottera datter datteren søsken søster syster \
    bror broren mor moren mora far faren eldre voksne vaksne alle dere søstre årskull")
});
/// One person: no number of them follows.
static SINGLE: Set = LazyLock::new(|| {
    of("\
    jeg eg han hun ho hen mann mannen gutt gutten gut guten jente jenta jenten kvinne kvinnen kvinna dame dama \
    damen elev eleven son sonen sønn sønnen dotter dottera datter datteren bror broren søster søsteren syster mor \
    far deltaker deltakeren deltakar deltakaren bruker brukeren brukar brukaren person personen eldste yngste")
});
/// Ends of words for a number of people, or for what is there for them: «elevgrupper på 12» has no age.
static COLLECTIVE: List = LazyLock::new(|| {
    of("\
    gruppe gruppa gruppen grupper gruppene gruppane klubb klubben klubber klasse klassen klasser tall tallet \
    familie familien familier kull kullet team lag kurs hus")
});
/// Beginnings of words for what numbers with a full stop count: «på 10. trinn».
static ORDERED: List = LazyLock::new(|| {
    of("\
    trinn klasse årstrinn klassetrinn årskull skoleår plass gang gong etasje semester termin kvartal januar februar \
    mars april mai juni juli august september oktober november desember")
});
/// Ends of words for things that get old too.
static THINGS: List = LazyLock::new(|| {
    of("\
    avtale avtalen avtaler avtalar lov loven lova lover lovar regelverk regelverket forskrift forskriften bygg bygget \
    bygning bygningen bygninger bygningar hus huset skole skolen skoler skule skulen skular bolig boligen boliger \
    bustad bustaden bustader leilighet leiligheten leiligheter leilegheit leilegheiter bil bilen biler bilar plan \
    planen planer planar ordning ordningen ordninga ordninger ordningar system systemet systemer vedtak vedtaket \
    rutine rutinen rutiner rutinar anlegg anlegget sak saken saker tall data kontrakt kontrakten kontrakter \
    kontraktar utstyr utstyret maskin maskinen maskiner rapport rapporten rapporter tiltak tiltaket prosjekt \
    prosjektet veileder veilederen rettleiar organisasjon organisasjonen forening foreningen kommune kommunen")
});
/// Beginnings of words for people and for age itself.
static PEOPLE_BEGIN: List = LazyLock::new(|| {
    of("\
    ungdom flyktning flykning asylsøk mindreårig enslig einsleg gutt jent person elev deltak søker søkar \
    foreldre bruker brukar kvinn innvandr ukrain syrer syrar afghan eritre somali mennesk alder målgrupp \
    klient kandidat student lærling beboer bebuar tenåring aldring")
});
/// Ends of words for people: «flyktningbarn», «skoleungdom», «arbeidsinnvandrere», «skolealder».
static PEOPLE_END: List = LazyLock::new(|| {
    of("\
    barn barna born borna ungdom ungdommer ungdommar ungdommene ungdomane flyktninger flyktningar \
    flyktningene flyktningane elever elevar elevene elevane innvandrere innvandrarar gutter jenter alder \
    alderen")
});
/// May stand between a person and an age: «jenta er nå bare 16 år», «ungdom på 17».
static BETWEEN: Set = LazyLock::new(|| {
    of("\
    på er var blir ble vert blei vart som bare berre kun ca rundt omtrent omkring om lag nå no nu ofte \
    min mi din di sin si selv sjølv snart \
    gjerne snart nesten først fra frå under over mellom vanligvis regel oftest helst")
});
/// What a number of years after these words measures is a stretch of time.
static TIME_BEFORE: Set = LazyLock::new(|| {
    of("\
    i gjennom gjennem etter om innen innan siste neste første fyrste kommende komande tidligere hver \
    hvert kvar kvart løpet tar tok ta tek teke tatt vare varer varte vara varar vart jobbet jobba \
    arbeidet arbeida bodd budd ventet venta vente venter ventar brukt brukte hatt botid butid ventetid \
    opphold opphald oppholdt oppholdstid erfaring periode kontrakt avtale leie leige leieavtale gått går \
    program løp prosjekt garanti plan utdanning ansiennitet oftere lenger lengre lenge mer meir mindre \
    per pr lån låne låner lånet kontrakter kontraktar avtaler avtalar leiekontrakt leiekontrakter leiekontraktar \
    perspektiv tidsperspektiv tidshorisont husleie \
    husleige investering leieforhold leir venteliste")
});
/// What is done for so many years: «oppfølging over 15 år», but «oppfølging fra 18 til 25 år».
static PROCESS: Set = LazyLock::new(|| {
    of("\
    oppfølging oppfølgjing behandling bosetting busetting utvikling nedbetaling nedbetales nedbetalast avskrives \
    avskrivast fordele fordeles kompetanse ansatt tilsett boligbygging hus bygg")
});
/// Right before a number of years these words say that they last: «barn bruker 2–3 år».
static TAKES: Set =
    LazyLock::new(|| of("bruker brukar trenger treng trengte krever krev behøver har hadde får fikk fekk"));
/// After «i» these are what years are spent in.
static SPENT: Set = LazyLock::new(|| {
    of(
        "norge noreg landet yrket jobben stillingen stillinga bransjen tjenesten tenesta faget arbeidet arbeid",
    )
});
/// And after these words too: «15 år siden», «10 år med norsk».
static TIME_AFTER: Set = LazyLock::new(|| {
    of("\
    siden sidan sia tilbake attende erfaring botid butid ansiennitet fram frem framover fremover framtid \
    seinere senere seinare etterpå tidligere tidlegare opphold opphald ventetid ventetida venting periode perioden frametter \
    fremetter")
});
/// The hour, the place in a text, the running number.
static OTHER_BEFORE: Set = LazyLock::new(|| {
    of("\
    kl klokka klokken åpent åpen opent open åpningstid åpningstider opningstid telefontid stengt \
    kapittel kap side s punkt pkt nr nummer trinn uke veke paragraf artikkel art spørsmål vedlegg \
    rundskriv forskrift ledd rom buss tlf telefon mobil mob vei veg gate")
});
/// Words that can follow an age but are never counted: «de over 16 får», «18 og eldre».
static FOLLOWS: Set = LazyLock::new(|| {
    of("\
    er var har hadde blir vert ble får må kan kunne skal skulle vil ville bør trenger treng kommer kjem \
    som og eller men i på med uten utan for til fra frå av ikke ikkje ved hos hjå når mens medan der her \
    da då så at om de dei det vi me alene åleine også òg går faller fell står bor bur mangler manglar \
    sliter slit uansett skole fordi samt")
});
/// A number before «i året» or «per måned» is a rate.
static RATE: Set = LazyLock::new(|| {
    of("\
    året uka uken veka måneden månaden dagen timen kvartalet døgnet")
});
/// Things that are counted or measured, never years of age.
static UNITS: Set = LazyLock::new(|| {
    of("\
    prosent pst timer timar time minutt minutter min dager dagar dag døgn uker veker måneder månader mnd \
    kr kroner kilometer km mil m m2 kvm kvadratmeter stk stykk stykker plasser plassar plass personer \
    personar tusen mill millioner grader poeng studiepoeng ganger gonger kommuner kommunar flyktninger \
    flyktningar deltakere deltakarar elever elevar familier familiar ansatte tilsette år")
});
/// After «-årig» these are things that last, not people.
static LASTING: List = LazyLock::new(|| {
    of("\
    utdanning skole skule erfaring løp program prosjekt avtale plan periode opphold opphald grunnskole \
    grunnskule skolegang skulegang studie studium bachelor leie kontrakt krig botid videregående \
    vidaregåande tilskudd tilskot linje prøve ventetid historie")
});

/// Whether a word may bend the number right after it, or say that it is one of age.
pub(super) fn leads(word: &str) -> bool {
    LEADS.contains(word) || of_age(word)
}

/// Whether a word may make a span without an end of the number before it: «oppover», «og eldre».
pub(super) fn turns(word: &str) -> bool {
    TURNS.contains(word)
}

/// Whether a word names people or speaks of age.
pub(super) fn person(word: &str) -> bool {
    PEOPLE.contains(word)
        || SINGLE.contains(word)
        || PEOPLE_BEGIN.iter().any(|begin| word.starts_with(begin))
        || PEOPLE_END.iter().any(|end| word.ends_with(end))
}

/// Whether a word names something that is done for years.
pub(super) fn process(word: &str) -> bool {
    PROCESS.contains(word)
}

/// Whether a word names children.
pub(super) fn child(word: &str) -> bool {
    word.starts_with("barn") || word.starts_with("born") || word.ends_with("barn") || word.ends_with("barna")
}

/// Whether a word names one who may be a child.
pub(super) fn young(word: &str) -> bool {
    ["gut", "jent", "søn", "son", "dat", "dot", "bror", "søst", "elev"]
        .iter()
        .any(|begin| word.starts_with(begin))
}

/// Whether a word names one person.
pub(super) fn single(word: &str) -> bool {
    SINGLE.contains(word)
}

/// Whether a word names a number of people, though it begins as a word for people does. «Målgruppe» and «aldersgruppe» speak
/// of age.
pub(super) fn collective(word: &str) -> bool {
    let of_age = word.starts_with("målgrupp") || word.starts_with("alder");
    !of_age && COLLECTIVE.iter().any(|end| word.ends_with(end))
}

/// Whether a word names what a number with a full stop counts.
pub(super) fn ordered(word: &str) -> bool {
    ORDERED.iter().any(|begin| word.starts_with(begin))
}

/// Whether a word names a thing that is of an age.
pub(super) fn thing(word: &str) -> bool {
    !person(word) && THINGS.iter().any(|end| word.ends_with(end))
}

/// Whether a word says that somebody was at something: what they were at is none of their age.
pub(super) fn worked(word: &str) -> bool {
    matches!(
        word,
        "jobbet" | "jobba" | "arbeidet" | "arbeida" | "vært" | "vore" | "erfaring" | "drevet" | "drive"
    )
}

/// Whether a number of years right after a word is how long something takes.
pub(super) fn takes(word: &str) -> bool {
    TAKES.contains(word)
}

/// Whether years are spent in it.
pub(super) fn spent(word: &str) -> bool {
    SPENT.contains(word)
}

/// Whether a word speaks of age: «alderen», «aldersgruppa», «skolealder».
pub(super) fn of_age(word: &str) -> bool {
    word.starts_with("alder") || word.ends_with("alder") || word.ends_with("alderen")
}

pub(super) fn between(word: &str) -> bool {
    BETWEEN.contains(word)
}

pub(super) fn time_before(word: &str) -> bool {
    TIME_BEFORE.contains(word) || ["tid", "tida", "tiden"].iter().any(|end| word.ends_with(end))
}

pub(super) fn time_after(word: &str) -> bool {
    TIME_AFTER.contains(word)
}

pub(super) fn other_before(word: &str) -> bool {
    OTHER_BEFORE.contains(word)
}

pub(super) fn follows(word: &str) -> bool {
    FOLLOWS.contains(word)
}

pub(super) fn rate(word: &str) -> bool {
    RATE.contains(word)
}

pub(super) fn unit(word: &str) -> bool {
    UNITS.contains(word)
}

/// Whether a word after «-årig» names a thing that lasts. Of a word that begins as one for people does, the end decides.
pub(super) fn lasting(word: &str) -> bool {
    LASTING.iter().any(|thing| word.ends_with(thing) || (word.starts_with(thing) && !person(word)))
}
