using System.Collections.Immutable;
using Nines.Text;

namespace Nines.Reliability.OpenPsa;

/// <summary>Collects errors, up to a limit, and notes.</summary>
internal sealed class OpenPsaDiagnostics(string file, int maxErrors)
{
    private readonly List<Diagnostic> _errors = [];
    private readonly List<Diagnostic> _notes = [];
    private readonly HashSet<string> _noted = new(StringComparer.Ordinal);
    private int _unlisted;

    public bool HasErrors => _errors.Count > 0;

    /// <param name="element">The wrong element; null for the file.</param>
    /// <param name="message">The problem: found and expected.</param>
    /// <param name="hint">Computed only when the error is listed.</param>
    public void Error(MefElement? element, string message, Func<string?>? hint = null) =>
        Error(element is null ? new SourcePosition(file, 0, 0) : PositionOf(element), message, hint);

    public void Error(SourcePosition position, string message, Func<string?>? hint = null)
    {
        if (_errors.Count < maxErrors)
        {
            _errors.Add(new Diagnostic(position, message, hint?.Invoke()));
        }
        else
        {
            _unlisted++;
        }
    }

    /// <summary>Adds a note once, however often it applies.</summary>
    public void NoteOnce(MefElement element, string message)
    {
        if (_noted.Count < maxErrors && _noted.Add(message))
        {
            _notes.Add(new Diagnostic(PositionOf(element), message) { Severity = Severity.Note });
        }
    }

    public static SourcePosition PositionOf(MefElement element) => new(element.File, element.Line, element.Column);

    public OpenPsaReading Result(ImmutableArray<OpenPsaTop> tops)
    {
        IEnumerable<Diagnostic> errors = _errors
            .OrderBy(error => error.Position.File != file)
            .ThenBy(error => error.Position.File, StringComparer.Ordinal)
            .ThenBy(error => error.Position.Line)
            .ThenBy(error => error.Position.Column);
        if (_unlisted > 0)
        {
            errors = errors.Append(new Diagnostic(new SourcePosition(file, 0, 0), $"There are {_unlisted} more errors."));
        }

        return new OpenPsaReading(HasErrors ? [] : tops, [.. errors], [.. _notes]);
    }
}
