using System.CommandLine;
using Nines.Cli.Frame;
using Nines.Guard.Setup.Pki;
using Nines.Text;

namespace Nines.Cli.Verbs.Guard;

/// <summary><c>nines guard init keys</c>: the secrets with which the guards name and sign what they share.</summary>
internal sealed class InitKeysVerb : InitVerb<CacheKeyRequest>
{
    private readonly Option<bool> _rotate = new("--rotate")
    {
        Description = "Add a key that verifies at once and signs later, so that no entry is rejected; keys that are no longer needed are removed.",
    };

    private readonly Option<TimeSpan> _after = OptionKinds.Duration(
        "--after", TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(1), TimeSpan.FromDays(7),
        "With --rotate: time until the added key signs; all guards must have the file by then.");

    public InitKeysVerb()
        : base("keys", "Create the key file of the cache, or add a key to it.")
    {
        Examples = ["guard init keys", "guard init keys --rotate --after 1h"];
        foreach (Option option in (Option[])[Folder, _rotate, _after, Force])
        {
            Add(option);
        }

        Validators.Add(result =>
        {
            if (result.GetValue(_rotate) && result.GetValue(Force))
            {
                result.AddError("--rotate and --force are given; expected one of them.");
            }
        });
    }

    protected override CacheKeyRequest Parse(ParseResult parsed) =>
        new(parsed.GetValue(Folder)!, parsed.GetValue(_rotate), parsed.GetValue(_after), parsed.GetValue(Force));

    protected override string GetFolder(CacheKeyRequest request) => request.Folder;

    protected override ReadResult<SetupPlan> Plan(CacheKeyRequest request, DateTimeOffset now) => CacheKeySetup.Plan(request, now);
}
