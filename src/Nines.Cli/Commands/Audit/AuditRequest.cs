namespace Nines.Cli.Commands.Audit;

/// <summary>How an audit is written.</summary>
internal enum AuditFormat
{
    Text,
    Json,
    Html,
    Sarif,
    Junit,
    Markdown,
}

/// <summary>From which severity on a run ends with a code of its own.</summary>
internal enum FailLevel
{
    Error,
    Warning,
    Note,
    Never,
}
