using Nines.Guard.Decisions;
using Nines.Guard.Policy;
using Nines.Text;

namespace Nines.Guard.Tests.StaticTokens;

public sealed class StaticTokenTests
{
    private const string File = """
        # users of the cluster
        anna-token,anna,7,"developers,testers"
        "ops,token",olaf,8,operators

        bare,bert,
        """;

    private static CancellationToken Cancel => TestLimit.Token;

    [Theory]
    [InlineData("anna-token", "anna", "7", "developers testers")]
    [InlineData("ops,token", "olaf", "8", "operators")]
    [InlineData("bare", "bert", "", "")]
    public async Task Tokens_of_the_file_are_known(string token, string name, string uid, string groups)
    {
        AuthenticationAnswer answer = await Authenticator().AuthenticateAsync(token, [], Cancel);
        answer.User!.Name.ShouldBe(name);
        answer.User.Uid.ShouldBe(uid);
        string.Join(' ', answer.User.Groups).ShouldBe(groups);
        answer.Audiences.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("anna")]
    [InlineData("anna-toke")]
    [InlineData("anna-token ")]
    [InlineData("Anna-token")]
    [InlineData("# users of the cluster")]
    public async Task Other_tokens_are_refused(string token) => (await Authenticator().AuthenticateAsync(token, [], Cancel)).User.ShouldBeNull();

    [Fact]
    public void All_errors_are_reported_with_their_lines_and_without_tokens()
    {
        ReadResult<StaticTokenSet> read = StaticTokenSet.Read("s3cret,a\ns3cret,a,1\ns3cret,b,1\n,c,1\ns3cret2,,1\n\"s3cret3,d,1\ns3c\"ret4,d,1\ns3cret5,d,1,e,f", "tokens.csv");
        string[] faults = [.. read.Diagnostics.Select(fault => fault.ToString())];
        faults.Select(fault => fault[..13]).ShouldBe(["tokens.csv:1:", "tokens.csv:3:", "tokens.csv:4:", "tokens.csv:5:", "tokens.csv:6:", "tokens.csv:7:", "tokens.csv:8:"]);
        faults.ShouldAllBe(fault => !fault.Contains("s3c"));
        read.Value.ShouldBeNull();
    }

    [Fact]
    public void A_token_hash_is_not_printable() => TokenHash.Compute("x").ToString().ShouldBe("(token)");

    private static StaticTokenAuthenticator Authenticator()
    {
        ReadResult<StaticTokenSet> read = StaticTokenSet.Read(File, "tokens.csv");
        read.Diagnostics.ShouldBeEmpty();
        read.Value!.Count.ShouldBe(3);
        return new StaticTokenAuthenticator(() => read.Value);
    }
}
