using System.CommandLine;
using Nines.Guard.Setup.Pki;
using Nines.Text;

namespace Nines.Cli.Verbs.Guard;

/// <summary><c>nines guard init password</c>: the password of Redis.</summary>
internal sealed class InitPasswordVerb : InitVerb<PasswordRequest>
{
    public InitPasswordVerb()
        : base("password", "Create the password of Redis and its Sentinels.")
    {
        Examples = ["guard init password"];
        Add(Folder);
        Add(Force);
    }

    protected override PasswordRequest Parse(ParseResult parsed) => new(parsed.GetValue(Folder)!, parsed.GetValue(Force));

    protected override string GetFolder(PasswordRequest request) => request.Folder;

    protected override ReadResult<SetupPlan> Plan(PasswordRequest request, DateTimeOffset now) => RedisPasswordSetup.Plan(request.Folder, request.IsForced);
}

/// <summary>Request of <c>nines guard init password</c>.</summary>
internal sealed record PasswordRequest(string Folder, bool IsForced);
