using System.Collections.Immutable;
using Nines.Measure.References;

namespace Nines.Measure.Tests;

/// <summary>Keeps code out of src that the program cannot reach, whether tests reach it or not.</summary>
public sealed class UnreachedCodeTests
{
    // Prefixes of identities, each with the reason why it stays.
    private static readonly ImmutableDictionary<string, string> s_exceptions = new Dictionary<string, string>
    {
        ["Nines.Environments.Specs.EnvironmentSchema"] = "tests compare schemas/environment.schema.json with the readers by it",
    }.ToImmutableDictionary();

    // Only ever lowered. ./measure unreached prints them.
    private const int Max = 157;

    [Fact]
    public void Types_and_members_that_the_program_cannot_reach_only_get_fewer()
    {
        string[] unreached =
        [
            .. UnreachedCode.Find(Measured.Tree)
                .Where(code => !s_exceptions.Keys.Any(prefix => code.Id[2..].StartsWith(prefix, StringComparison.Ordinal)))
                .Select(code => $"{code.File}: {code.Id}"),
        ];
        unreached.Length.ShouldBeLessThanOrEqualTo(Max, string.Join('\n', unreached));
    }
}
