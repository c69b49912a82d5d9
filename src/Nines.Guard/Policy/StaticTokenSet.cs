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
/// Users by token, in the format of kube-apiserver's <c>--token-auth-file</c>: <c>token,user,uid</c> and, if wanted, <c>"group1,group2"</c>.
/// Immutable: a changed file creates another one. Tokens are kept as hashes only.
/// </summary>
internal sealed class StaticTokenSet
{
    private const int MaxLines = 100_000;

    private readonly FrozenDictionary<TokenHash, UserIdentity> _users;

    private StaticTokenSet(FrozenDictionary<TokenHash, UserIdentity> users) => _users = users;

    public int Count => _users.Count;

    public UserIdentity? Find(string token) => _users.GetValueOrDefault(TokenHash.Compute(token));

    /// <summary>Reads a file. Empty lines and lines that begin with # are skipped. No message contains any part of a token.</summary>
    /// <param name="text">Content of the file.</param>
    /// <param name="file">Name of the file, for positions.</param>
    public static ReadResult<StaticTokenSet> Read(string text, string file)
    {
        var users = new Dictionary<TokenHash, UserIdentity>();
        var faults = new List<Diagnostic>();
        string[] lines = text.TrimStart('\uFEFF').Split('\n', MaxLines + 1);
        if (lines.Length > MaxLines)
        {
            return ReadResult.Failed<StaticTokenSet>(new Diagnostic(new SourcePosition(file, MaxLines, 1), $"The file has more than {MaxLines:N0} lines."));
        }

        for (int number = 1; number <= lines.Length; number++)
        {
            string line = lines[number - 1].TrimEnd('\r');
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (Add(line, file, number, users) is { } fault)
            {
                faults.Add(fault);
            }
        }

        return faults.Count == 0
            ? ReadResult.Of(new StaticTokenSet(users.ToFrozenDictionary()))
            : ReadResult.Failed<StaticTokenSet>([.. faults]);
    }

    /// <summary>Adds the user of a line.</summary>
    /// <returns>Null, or what is wrong with the line.</returns>
    private static Diagnostic? Add(string line, string file, int number, Dictionary<TokenHash, UserIdentity> users)
    {
        if (CsvSplitter.Split(line, file, number, out Diagnostic? syntax) is not { } cells)
        {
            return syntax;
        }

        if (cells.Length is < 3 or > 4)
        {
            return Report(new SourcePosition(file, number, 1), $"Expected 3 or 4 values, found {cells.Length}.", "Write token,user,uid and, if wanted, \"group1,group2\".");
        }

        (string token, string user, string uid) = (cells[0].Text.Trim(), cells[1].Text.Trim(), cells[2].Text.Trim());
        if (token.Length == 0 || user.Length == 0)
        {
            return token.Length == 0 ? Report(cells[0].Position, "The token is empty.") : Report(cells[1].Position, "The user is empty.");
        }

        ImmutableArray<string> groups = cells.Length == 4
            ? [.. cells[3].Text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)]
            : [];
        return users.TryAdd(TokenHash.Compute(token), new UserIdentity(user, uid, groups, ImmutableDictionary<string, ImmutableArray<string>>.Empty))
            ? null
            : Report(cells[0].Position, $"The token of {Sanitizer.Quote(user)} is duplicated.", "Write one line for each token.");

        static Diagnostic Report(SourcePosition position, string message, string? hint = null) => new(position, message, hint);
    }
}

/// <summary>
/// Hash that replaces a token wherever one is kept or compared. The time of a lookup shows an attacker nothing about tokens: they cannot choose
/// a token whose hash begins like that of another one.
/// </summary>
internal readonly record struct TokenHash(UInt128 High, UInt128 Low)
{
    public static TokenHash Compute(string token)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(token), hash);
        return new(BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));
    }

    // Not for logs: a weak token can be guessed from its hash.
    public override string ToString() => "(token)";
}

/// <summary>Authenticates the tokens of a file; they are valid for every audience.</summary>
/// <param name="tokens">Returns the current tokens; called once for each question.</param>
internal sealed class StaticTokenAuthenticator(Func<StaticTokenSet> tokens) : IAuthenticator
{
    private static readonly ValueTask<AuthenticationAnswer> s_unknown = new(AuthenticationAnswer.Refused("not in the token file", AnswerSource.File));

    /// <inheritdoc/>
    public ValueTask<AuthenticationAnswer> AuthenticateAsync(string token, ImmutableArray<string> audiences, CancellationToken cancellation) =>
        tokens().Find(token) is { } user
            ? new(new AuthenticationAnswer(user, audiences, null, AnswerSource.File, null))
            : s_unknown;
}
