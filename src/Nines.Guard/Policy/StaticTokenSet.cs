using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Nines.Guard.Cache;
using Nines.Guard.Decisions;
using Nines.Text;

namespace Nines.Guard.Policy;

/// <summary>
/// Users by token, in kube-apiserver's own format of <c>--token-auth-file</c>: <c>token,user,uid</c> and, if wanted, <c>"group1,group2"</c>.
/// Immutable: a changed file makes another one. Tokens are kept as hashes only.
/// </summary>
internal sealed class StaticTokenSet
{
    private const int MaxLines = 100_000;

    private readonly FrozenDictionary<TokenHash, UserIdentity> _users;

    private StaticTokenSet(FrozenDictionary<TokenHash, UserIdentity> users) => _users = users;

    public int Count => _users.Count;

    public UserIdentity? Find(string token) => _users.GetValueOrDefault(TokenHash.Compute(token));

    /// <summary>Reads a file. Empty lines and lines that begin with # are passed over. No message holds any part of a token.</summary>
    /// <param name="file">Its name, for messages.</param>
    public static ReadResult<StaticTokenSet> Read(string text, string file)
    {
        var users = new Dictionary<TokenHash, UserIdentity>();
        var faults = new List<Diagnostic>();
        string[] lines = text.TrimStart('\uFEFF').Split('\n', MaxLines + 1);
        if (lines.Length > MaxLines)
        {
            return ReadResult.Failed<StaticTokenSet>(new Diagnostic(new SourcePosition(file, MaxLines, 1), $"more than {MaxLines} lines."));
        }

        for (int number = 1; number <= lines.Length; number++)
        {
            string line = lines[number - 1].TrimEnd('\r');
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (Fault(line, users) is { } fault)
            {
                faults.Add(new Diagnostic(new SourcePosition(file, number, 1), fault));
            }
        }

        return faults.Count == 0
            ? ReadResult.Of(new StaticTokenSet(users.ToFrozenDictionary()))
            : ReadResult.Failed<StaticTokenSet>([.. faults]);
    }

    private static string? Fault(string line, Dictionary<TokenHash, UserIdentity> users)
    {
        if (TokenFileLine.Split(line) is not { } values)
        {
            return "a quote is not closed, or is inside a value; expected token,user,uid,\"group1,group2\".";
        }

        if (values.Length is < 3 or > 4)
        {
            return $"{values.Length} values; expected token,user,uid and, if wanted, \"group1,group2\".";
        }

        (string token, string user) = (values[0].Trim(), values[1].Trim());
        if (token.Length == 0 || user.Length == 0)
        {
            return token.Length == 0 ? "the token is empty; expected one." : "the user is empty; expected a name.";
        }

        ImmutableArray<string> groups = values.Length == 4
            ? [.. values[3].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)]
            : [];
        var identity = new UserIdentity(user, values[2].Trim(), groups, ImmutableDictionary<string, ImmutableArray<string>>.Empty);
        return users.TryAdd(TokenHash.Compute(token), identity) ? null : $"the token of '{user}' is duplicated; expected one line for each token.";
    }
}

/// <summary>
/// Stands for a token wherever one is kept or compared. Looking a hash up tells an attacker who measures time nothing about tokens:
/// he cannot choose a token whose hash begins like another one's.
/// </summary>
internal readonly record struct TokenHash(UInt128 High, UInt128 Low)
{
    public static TokenHash Compute(string token)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(token), hash);
        return new(BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));
    }

    // Not for logs: a hash of a weak token can be guessed back.
    public override string ToString() => "(token)";
}

/// <summary>Knows the tokens of a file; they are good for every audience.</summary>
/// <param name="tokens">Those of this moment; read once a question.</param>
internal sealed class StaticTokenAuthenticator(Func<StaticTokenSet> tokens) : IAuthenticator
{
    private static readonly ValueTask<AuthenticationAnswer> s_unknown = new(AuthenticationAnswer.Refused("not in the token file", AnswerSource.File));

    /// <inheritdoc/>
    public ValueTask<AuthenticationAnswer> AuthenticateAsync(string token, ImmutableArray<string> audiences, CancellationToken cancellation) =>
        tokens().Find(token) is { } user
            ? new(new AuthenticationAnswer(user, audiences, null, AnswerSource.File, null))
            : s_unknown;
}
