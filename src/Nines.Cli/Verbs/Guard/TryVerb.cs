using System.CommandLine;
using Nines.Cli.Frame;
using Nines.Cli.Verbs.Guard.Demo;

namespace Nines.Cli.Verbs.Guard;

/// <summary><c>nines guard try</c>: shows guards at work on this machine alone, in a minute.</summary>
internal sealed class TryVerb : Verb<TryOptions>
{
    private readonly Option<TimeSpan> _length = OptionKinds.Duration(
        "--for", TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5), TimeSpan.FromHours(1), "How long reviews are sent; faults are spread over that time.");

    private readonly Option<int> _rate = OptionKinds.Bounded("--rate", "REVIEWS", 4, 1, 50, "Number of reviews per second.");
    private readonly Option<bool> _keep = new("--keep") { Description = "Leave everything running afterwards, with commands to try by hand, until Ctrl-C." };

    public TryVerb()
        : base("try", "Show guards at work: start a simulated Azure, three guards and Redis on this machine, send reviews, inject faults, and report the results. Nothing is left behind.")
    {
        Examples = ["guard try", "guard try --for 10s --rate 10"];
        Add(_length);
        Add(_rate);
        Add(_keep);
    }

    protected override string Undone => "nothing was tried.";

    protected override TryOptions Parse(ParseResult parsed) => new(parsed.GetValue(_length), parsed.GetValue(_keep), parsed.GetValue(_rate));

    protected override async Task<VerbResult> RunAsync(TryOptions request, CancellationToken cancellation) =>
        new(await TryRun.RunAsync(request, Host, cancellation) ? ExitCode.Met : ExitCode.Missed, "", []);
}
