//! Findings as text: the line of the source with a caret under the place.
use super::marked::safe;
use crate::codebook::{Finding, Level};
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level as Shown, Renderer, Snippet};

/// All findings of a source, one after the other.
pub fn findings(findings: &[Finding], source: &str, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii);
    let rendered = findings.iter().map(|f| finding(f, source, &renderer));
    rendered.collect::<Vec<_>>().join("\n\n")
}

fn finding(finding: &Finding, source: &str, renderer: &Renderer) -> String {
    let level = match finding.level {
        Level::Error => Shown::ERROR,
        Level::Warning => Shown::WARNING,
        Level::Note => Shown::NOTE,
    };
    // of the source line the renderer itself makes control characters visible
    let (found, file) = (safe(&finding.found), safe(&finding.place.file));
    let remedy = finding.remedy.as_deref().map(safe);
    let title = level.primary_title(found.as_str());
    let mut group = match &finding.bytes {
        Some(bytes) if bytes.start <= source.len() => {
            // one line is enough, and keeps the renderer linear in large codebooks
            let start = source[..bytes.start].rfind('\n').map_or(0, |i| i + 1);
            let line = source[start..].lines().next().unwrap_or("");
            let from = bytes.start - start;
            let to = (bytes.end.max(bytes.start) - start).min(line.len()).max(from);
            let annotation = AnnotationKind::Primary.span(from.min(line.len())..to.min(line.len()));
            let snippet = Snippet::source(line).line_start(finding.place.line.unwrap_or(1));
            title.element(snippet.path(file.as_str()).annotation(annotation))
        }
        _ => title.element(annotate_snippets::Origin::path(file.as_str())),
    };
    if let Some(remedy) = &remedy {
        group = group.element(Shown::HELP.message(remedy.as_str()));
    }
    renderer.render(&[group])
}
