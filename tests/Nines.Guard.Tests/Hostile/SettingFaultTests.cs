using System.Collections.Immutable;
using Nines.Guard.Configuration;
using Nines.Guard.Tests.Serving;
using Nines.Text;

namespace Nines.Guard.Tests.Hostile;

public sealed class SettingFaultTests
{
    [Theory]
    [InlineData("entra.authority", "https://me:s3cret@login.example/x", "'https://********@login.example/x'")]
    [InlineData("azure.token-url", "https://login.example/token?code=s3cret", "'https://login.example/token?********'")]
    [InlineData("telemetry.endpoint", "me:s3cret@collector:4317", "'********@collector:4317'")]
    [InlineData("telemetry.endpoint", "https://me:s3cret@x@y/?a=s3cret", "'https://********@y/?********'")]
    [InlineData("cache.redis.addresses", "redis://:s3cret@one:6379,two", "'redis://********@one:6379'")]
    [InlineData("entra.issuers", "https://me:s3cret@sts.example/", "'https://********@sts.example/'")]
    [InlineData("listen", "s3cret@*", "'********@*'")]
    public void Possible_credentials_are_not_quoted(string setting, string value, string shown)
    {
        ReadResult<ConfiguredSettings> read = SettingsReader.Read(Configured.Flags($"{setting}={value}"), ImmutableDictionary<string, string>.Empty, file: null);
        Diagnostic error = read.Diagnostics.Single(diagnostic => diagnostic.Position.File == "--" + setting.Replace('.', '-'));
        error.Message.ShouldStartWith("Expected ");
        error.Message.ShouldEndWith($", found {shown}.");
        string.Join('\n', read.Diagnostics).ShouldNotContain("s3cret");
    }
}
