using System.Buffers.Text;
using System.Text;
using Nines.Guard.Decisions;
using Nines.Guard.Upstream;

namespace Nines.Guard.Tests.Entra;

public sealed class TokenFuzzTests
{
    private static readonly string[] s_names = ["iss", "aud", "exp", "nbf", "iat", "oid", "upn", "tid", "groups", "_claim_names", "hasgroups", "sub", "idtyp", "cnf", "x", "\\u006fid"];

    private static readonly string[] s_values =
    [
        "null", "true", "0", "-1", "1e400", "9999999999", "\"\"", "\"x\"", "\"\\ud800\"", "[]", "[[]]", "[null]", "{}", "{\"groups\":\"src1\"}", "[\"6dae42f8-4368-4678-94ff-3960e28e3630\"]",
        "\"6dae42f8-4368-4678-94ff-3960e28e3630\"", "\"0b000000-0000-0000-0000-000000000002\"", "\"system:masters\"", "[\"system:masters\"]", "{", "\"", "\u0001", "[[[[[[[[[[[[]]]]]]]]]]]]",
    ];

    [Fact]
    public async Task Every_changed_token_is_refused()
    {
        await using Tenant tenant = await Tenant.StartAsync();
        string good = tenant.Issue();
        var random = new Random(20301);
        for (int round = 0; round < 3_000; round++)
        {
            char[] letters = good.ToCharArray();
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                letters[random.Next(letters.Length)] = "ABCxyz019-_.= \u00e9"[random.Next(15)];
            }

            string changed = new(letters);
            if (changed == good)
            {
                continue;
            }

            (await OutcomeAsync(tenant, changed)).ShouldBeNull(changed);
        }
    }

    // Anybody who knows the tenant and the audience can send such tokens: none of them may count as a failure of the guard.
    [Fact]
    public async Task Unsigned_tokens_of_any_bytes_are_refused_and_never_end_as_unavailable()
    {
        await using Tenant tenant = await Tenant.StartAsync();
        string[] parts = tenant.Issue().Split('.');
        (await tenant.AskAsync(string.Join('.', parts))).User.ShouldNotBeNull();
        byte[] header = Base64Url.DecodeFromChars(parts[0]);
        byte[] payload = Base64Url.DecodeFromChars(parts[1]);
        byte[][] poisons =
        [
            [0xff], [0xc3, 0x28], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xc0, 0xaf], [0x80], [0xe2, 0x82], [0x00], [0x22],
            .. ((string[])["\\ud800", "\\udfff", "\\ud800\\ud800", "\\u0000", "\\", "\\x", "\u00e9", "]", "}", ","]).Select(Encoding.UTF8.GetBytes),
        ];
        var random = new Random(88177);
        int reachedSignature = 0;
        for (int round = 0; round < 4_000; round++)
        {
            bool isHeader = random.Next(5) == 0;
            byte[] changed = isHeader ? header : payload;
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                int at = random.Next(changed.Length);
                byte[] poison = poisons[random.Next(poisons.Length)];
                changed = [.. changed[..at], .. poison, .. changed[(at + random.Next(2))..]];
            }

            byte[] signature = new byte[64];
            random.NextBytes(signature);
            string token = $"{Encode(isHeader ? changed : header)}.{Encode(isHeader ? payload : changed)}.{Encode(signature)}";
            AuthenticationAnswer answer = await AskPatientlyAsync(tenant, token);
            answer.User.ShouldBeNull(token);
            answer.Refusal.ShouldNotBeNullOrEmpty(token);
            reachedSignature += answer.Refusal == "signature is wrong" ? 1 : 0;
        }

        // Texts that are poisoned and still texts (\u0000, é) get as far as the signature.
        reachedSignature.ShouldBeInRange(20, 3_000);

        static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);
    }

    // A key id that is not known is looked for at most once in a while; in between that is a doubt, and rightly so.
    private static async Task<AuthenticationAnswer> AskPatientlyAsync(Tenant tenant, string token)
    {
        try
        {
            return await tenant.AskAsync(token);
        }
        catch (GuardUnavailableException fault) when (fault.Message.Contains("names a key that is not known", StringComparison.Ordinal))
        {
            tenant.Clock.Advance(tenant.Options.KeySearchInterval);
            return await tenant.AskAsync(token);
        }
    }

    [Fact]
    public async Task Random_signed_claims_are_accepted_refused_or_unavailable_and_never_give_a_reserved_name()
    {
        await using Tenant tenant = await Tenant.StartAsync();
        string claims = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(tenant.Issue().Split('.')[1]))[1..^1];
        var random = new Random(4711);
        int accepted = 0;
        for (int round = 0; round < 3_000; round++)
        {
            StringBuilder json = new("{");
            json.Append(claims);
            for (int more = random.Next(0, 3); more > 0; more--)
            {
                json.Append(",\"").Append(s_names[random.Next(s_names.Length)]).Append("\":").Append(s_values[random.Next(s_values.Length)]);
            }

            json.Append('}');

            // Half of the time what a name says first goes away, so that the new value stands alone.
            string text = json.ToString();
            if (random.Next(2) == 0)
            {
                text = OnlyLast(text);
            }

            if (await OutcomeAsync(tenant, tenant.Server.Keys.Current.Token(Encoding.UTF8.GetBytes(text))) is { } user)
            {
                accepted++;
                user.Name.ShouldNotStartWith("system:");
                user.Groups.ShouldAllBe(group => group.Length == 36);
                user.ObjectId!.Length.ShouldBe(36);
            }
        }

        accepted.ShouldBeInRange(100, 2_900);
    }

    private static string OnlyLast(string json)
    {
        foreach (string name in s_names)
        {
            string member = $"\"{name}\":";
            int first = json.IndexOf(member, StringComparison.Ordinal);
            if (first > 0 && json.IndexOf(member, first + 1, StringComparison.Ordinal) > 0)
            {
                json = $"{json[..first]}\"was-{name}\":{json[(first + member.Length)..]}";
            }
        }

        return json;
    }

    private static async Task<UserIdentity?> OutcomeAsync(Tenant tenant, string token)
    {
        try
        {
            return (await tenant.AskAsync(token)).User;
        }
        catch (GuardUnavailableException)
        {
            return null;
        }
    }
}
