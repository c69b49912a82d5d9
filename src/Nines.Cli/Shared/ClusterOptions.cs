using System.Collections.Immutable;
using System.CommandLine;
using Nines.Cli.Frame;

namespace Nines.Cli.Shared;

/// <summary>The options of every verb that speaks with a cluster, as kubectl spells them.</summary>
internal sealed class ClusterOptions
{
    private readonly Option<string?> _context = new("--context")
    {
        Description = "The context of the kubeconfig to use. [default: the current one]",
        HelpName = "NAME",
    };

    private readonly Option<string?> _kubeconfig = new("--kubeconfig")
    {
        Description = "The kubeconfig to use. [default: KUBECONFIG, else ~/.kube/config, else the cluster that this runs in]",
        HelpName = "PATH",
    };

    private readonly Option<string?> _as = new("--as") { Description = "Ask as this user.", HelpName = "USER" };

    private readonly Option<string[]> _asGroup = new("--as-group") { Description = "Ask as a member of this group; may be repeated.", HelpName = "GROUP" };

    private readonly Option<TimeSpan> _timeout = OptionKinds.Duration(
        "--timeout", TimeSpan.FromMinutes(5), TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1), "Time for reading a cluster.");

    /// <summary>Adds them all to a verb.</summary>
    public void AddTo(Command command)
    {
        command.Add(_context);
        command.Add(_kubeconfig);
        command.Add(_as);
        command.Add(_asGroup);
        command.Add(_timeout);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_asGroup) is { Length: > 0 } && result.GetValue(_as) is null)
            {
                result.AddError("--as-group needs --as USER.");
            }
        });
    }

    public ClusterChoice Read(ParseResult parsed) => new(
        parsed.GetValue(_context), parsed.GetValue(_kubeconfig), parsed.GetValue(_timeout), parsed.GetValue(_as), [.. parsed.GetValue(_asGroup) ?? []]);
}

/// <summary>Which cluster is meant, and as whom.</summary>
/// <param name="Context">Null for the current one.</param>
/// <param name="Kubeconfig">Null for that of the environment.</param>
/// <param name="Timeout">For all that is read of it.</param>
/// <param name="As">Whom to ask as; null for oneself.</param>
/// <param name="AsGroups">In which groups; only with <paramref name="As"/>.</param>
internal sealed record ClusterChoice(string? Context, string? Kubeconfig, TimeSpan Timeout, string? As, ImmutableArray<string> AsGroups)
{
    /// <summary>Whether any of it says that a live cluster is meant.</summary>
    public bool IsGiven => Context is not null || Kubeconfig is not null || As is not null;
}
