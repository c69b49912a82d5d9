using Nines.Cli.Frame;

namespace Nines.Cli.Verbs.General;

/// <summary><c>nines version</c>.</summary>
internal sealed class VersionVerb : Verb
{
    public VersionVerb()
        : base("version", "Show the version of nines.")
    {
        Examples = ["version"];
        SetAction(parsed => parsed.InvocationConfiguration.Output.WriteLine(ToolVersion.Value));
    }
}
