using System.Globalization;
using System.Text;

namespace Nines.Cli.Verbs.Guard.Demo;

/// <summary>Lines to type while everything stays up.</summary>
internal static class ByHand
{
    public static async Task PrintAsync(TryPrinter printer, TryStage stage, ReviewFlow flow, CancellationToken cancellation)
    {
        string[] servers = [.. stage.Replicas.Select(replica => string.Create(CultureInfo.InvariantCulture, $"https://localhost:{replica.ReviewsPort}"))];
        await WriteAsync(
            "curl.conf",
            Encoding.UTF8.GetBytes($"cacert = \"{stage.Pki.Authority}\"\ncert = \"{stage.Pki.ClientCertificate}\"\nkey = \"{stage.Pki.ClientKey}\"\nheader = \"content-type: application/json\"\n"));
        await WriteAsync("token.json", Ask.TokenReview(stage.Company.TokenOf(Company.Operator)));
        printer.Line();
        printer.Line("Everything runs until Ctrl-C. To try it by hand, in another terminal at the root of the repository:");
        printer.Line();
        printer.Line($"  T={stage.Folder}");
        printer.Line("  # authenticate and authorize; x-nines-source names the source of an answer");
        printer.Line($"  curl -iK $T/curl.conf -d @$T/token.json {servers[0]}/tokenreviews");
        int next = 0;
        foreach (Ask ask in Ask.All.DistinctBy(ask => ask.Who))
        {
            if (flow.UserOf(ask.Who) is { } user)
            {
                await WriteAsync($"{ask.Who.Name}.json", ask.Review(user));
                printer.Line($"  curl -iK $T/curl.conf -d @$T/{ask.Who.Name}.json {servers[next++ % servers.Length]}/subjectaccessreviews");
            }
        }

        printer.Line("  # caches, checks and metrics of the guards");
        printer.Line($"  ./nines guard cache --ca $T/pki/ca.crt --certificate $T/pki/client.crt --key $T/pki/client.key --server {string.Join(' ', servers)}");
        string administrator = stage.Redis is null ? "" : " --redis-admin default --redis-admin-password-file $T/pki/password";
        printer.Line($"  ./nines guard check --config $T/guard.yaml --server https://{ThrowAwayPki.ServerName} --client $T/pki/client.crt{administrator}");
        printer.Line($"  curl {new Uri(stage.Replicas[0].Operations, "/metrics")}");
        printer.Line("  # settings and logs of all of them");
        printer.Line("  ls $T");
        printer.Line($"The fake Azure shows its users, roles and answers, and lets you change them: {stage.Azure.BaseAddress}admin/");

        async Task WriteAsync(string name, byte[] content) => await File.WriteAllBytesAsync(Path.Combine(stage.Folder, name), content, cancellation);
    }
}
