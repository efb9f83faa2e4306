//! Markdown of ours as a page for a browser, to be read, printed or pasted into a word processor: one file, with no script
//! in it and nothing to be fetched.
use super::language::Language;
use pulldown_cmark::html::push_html;
use pulldown_cmark::{Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

/// How the page looks: no wider than is easy to read, and on paper no table torn apart.
const STYLE: &str = include_str!("html.css");
/// Whatever a page may hold, a browser fetches nothing for it and runs nothing in it.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";
/// Sections from which a page begins with a list of them.
const MANY: usize = 3;

/// A Markdown text as a page. Its first heading is the title; what an answer holds is text, whatever it looks like.
pub fn page(markdown: &str, language: Language) -> String {
    let events: Vec<Event> = Parser::new_ext(markdown, Options::ENABLE_TABLES).filter_map(harmless).collect();
    let title =
        headings(&events).next().map_or_else(|| html([Event::Text("fritekst".into())]), |h| html(h.1));
    let language = match language {
        Language::Norwegian => "no",
        Language::English => "en",
    };
    format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n{}</body>\n</html>\n",
        html(body(&events))
    )
}

/// What of our Markdown goes into a page. It holds no markup of HTML and no links, so that whatever is read as such was
/// written by somebody else.
fn harmless(event: Event) -> Option<Event> {
    match event {
        Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
        Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::HtmlBlock)
        | Event::End(TagEnd::Link | TagEnd::Image | TagEnd::HtmlBlock) => None,
        event => Some(event),
    }
}

/// Every heading with its level and what stands in it, in order.
fn headings<'e, 't>(events: &'e [Event<'t>]) -> impl Iterator<Item = (HeadingLevel, Vec<Event<'t>>)> + 'e {
    events.iter().enumerate().filter_map(|(at, event)| {
        let Event::Start(Tag::Heading { level, .. }) = event else { return None };
        let inside = events[at + 1..].iter().take_while(|e| !matches!(e, Event::End(TagEnd::Heading(_))));
        Some((*level, inside.cloned().collect()))
    })
}

/// The text with a list of its sections below the title, and with tables that may be wider than the page.
fn body<'t>(events: &[Event<'t>]) -> Vec<Event<'t>> {
    let (mut out, mut sections) = (Vec::new(), 0);
    if headings(events).all(|(level, _)| level != HeadingLevel::H1) {
        out.extend(contents(events));
    }
    for event in events {
        match event {
            Event::Start(Tag::Heading { level: HeadingLevel::H2, classes, attrs, .. }) => {
                sections += 1;
                let id = Some(name(sections).into());
                let (classes, attrs) = (classes.clone(), attrs.clone());
                out.push(Event::Start(Tag::Heading { level: HeadingLevel::H2, id, classes, attrs }));
            }
            Event::Start(Tag::Table(_)) => {
                out.extend([Event::Html("<div class=\"table\">\n".into()), event.clone()]);
            }
            Event::End(TagEnd::Table) => out.extend([event.clone(), Event::Html("</div>\n".into())]),
            Event::End(TagEnd::Heading(HeadingLevel::H1)) => {
                out.push(event.clone());
                out.extend(contents(events));
            }
            _ => out.push(event.clone()),
        }
    }
    out
}

/// The list of sections, where there are many.
fn contents<'t>(events: &[Event<'t>]) -> Vec<Event<'t>> {
    let sections: Vec<_> = headings(events).filter(|(level, _)| *level == HeadingLevel::H2).collect();
    if sections.len() < MANY {
        return Vec::new();
    }
    let mut out = vec![Event::Html("<nav>\n".into()), Event::Start(Tag::List(Some(1)))];
    for (at, (_, inside)) in sections.into_iter().enumerate() {
        out.push(Event::Start(Tag::Item));
        let (dest_url, title, id) = (format!("#{}", name(at + 1)).into(), "".into(), "".into());
        out.push(Event::Start(Tag::Link { link_type: LinkType::Inline, dest_url, title, id }));
        out.extend(inside);
        out.extend([Event::End(TagEnd::Link), Event::End(TagEnd::Item)]);
    }
    out.extend([Event::End(TagEnd::List(true)), Event::Html("</nav>\n".into())]);
    out
}

/// What a section is called in links.
fn name(section: usize) -> String {
    format!("s{section}")
}

fn html<'t>(events: impl IntoIterator<Item = Event<'t>>) -> String {
    let mut out = String::new();
    push_html(&mut out, events.into_iter());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coding::Span;
    use crate::output::marked::{MARKDOWN, in_line};

    #[test]
    fn what_looks_like_markup_is_text() {
        let hostile = "# Tema <script>alert(1)</script>\n\n> <img src=x onerror=alert(1)> [her](javascript:alert(1)) \
                       ![x](http://x/y) <http://x>\n\n<iframe src=\"x\">\n</iframe>\n\n| a |\n| --- |\n| <b onclick=x> |\n";
        let page = page(hostile, Language::Norwegian);
        let (_, after) = page.split_once("<title>").unwrap();
        for markup in ["<script", "<img", "<iframe", "<b ", "href", "src=\"http"] {
            assert!(!after.contains(markup), "{markup} in {page}");
        }
        assert!(after.contains("<td>&lt;b onclick=x&gt;</td>"), "{page}");
        assert!(after.starts_with("Tema &lt;script&gt;alert(1)&lt;/script&gt;</title>"), "{page}");
    }

    /// Stars that begin or end no bold text are left as stars.
    #[test]
    fn whatever_is_marked_is_bold_and_no_star_is_seen() {
        let letters: Vec<char> = "aå( .-)”1,".chars().collect();
        let mut seed = 2023_u32;
        let mut random = |below: usize| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 16) as usize % below
        };
        let mut marked = 0;
        for _ in 0..5000 {
            let text: String = (0..12).map(|_| letters[random(letters.len())]).collect();
            let (first, second) = (random(5), 5 + random(4));
            let spans = [(first, first + 1 + random(4)), (second, second + 1 + random(4))];
            let spans = spans.map(|(start, end)| Span { start: start as u32, end: end as u32 });
            let line = format!("- «{}» (R1)\n", in_line(&text, &spans, MARKDOWN));
            let page = page(&line, Language::Norwegian);
            let (_, body) = page.split_once("<body>").unwrap();
            assert!(!body.contains('*'), "{text:?} {spans:?} {body}");
            marked += body.matches("<strong>").count();
        }
        assert!(marked > 4000, "{marked}");
    }

    #[test]
    fn a_page_of_many_sections_leads_to_each() {
        let markdown = "# Alt\n\n## Bolig & *helse*\n\nto\n\n## Tolk\n\ntre\n\n## Skole\n";
        let page = page(markdown, Language::English);
        let contents =
            "<li><a href=\"#s1\">Bolig &amp; <em>helse</em></a></li>\n<li><a href=\"#s2\">Tolk</a></li>\n";
        assert!(page.contains(contents) && page.contains("<h2 id=\"s2\">Tolk</h2>"), "{page}");
        assert!(page.starts_with("<!doctype html>\n<html lang=\"en\">"));
        assert!(!self::page("# Alt\n\n## Bolig\n", Language::English).contains("<nav>"));
    }
}
