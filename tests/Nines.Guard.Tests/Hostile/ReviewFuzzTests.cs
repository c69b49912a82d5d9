using System.Globalization;
using System.Text;

namespace Nines.Guard.Tests.Hostile;

/// <summary>
/// Hostile requests, each of which follows from its number. <c>NINES_FUZZ_CASES=1000000</c> asks for more of them, <c>NINES_FUZZ_FROM</c> for others.
/// </summary>
public sealed class ReviewFuzzTests
{
    private const int UsualCases = 20_000;

    [Fact]
    public async Task Every_answer_agrees_with_an_independent_reader()
    {
        int cases = Number("NINES_FUZZ_CASES") ?? UsualCases;
        int from = Number("NINES_FUZZ_FROM") ?? 0;
        int workers = Environment.ProcessorCount;
        ReviewFuzz[] all = await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(async () =>
        {
            var fuzz = new ReviewFuzz();
            await using var guard = new FuzzedGuard();
            int first = (int)((long)cases * worker / workers), next = (int)((long)cases * (worker + 1) / workers);
            await fuzz.RunAsync(guard, from + first, next - first);
            fuzz.Faults.AddRange(await guard.EndLogAsync());
            (guard.Budget.Requests, guard.Budget.Bytes).ShouldBe((0, 0L));
            (fuzz.Faults.Count > 0 || guard.Log.Lines > Math.Min(10_000, (next - first) / 2)).ShouldBeTrue("the log ended before the fuzzer");
            return fuzz;
        })));
        var sum = new ReviewFuzz();
        foreach (ReviewFuzz one in all)
        {
            sum.Add(one);
        }

        TestContext.Current.TestOutputHelper!.WriteLine(string.Join('\n', sum.Outcomes.Select(pair => $"{pair.Value,9} {pair.Key}")));
        sum.Faults.ShouldBeEmpty();

        // A fuzzer that reaches nothing finds nothing.
        string[] reached = ["0", "200 allow", "200 authenticated", "200 deny", "200 no-opinion", "200 unauthenticated", "400", "404", "405", "408", "413", "415"];
        sum.Outcomes.Where(pair => pair.Value > cases / 5_000).Select(pair => pair.Key).ShouldBe(reached);
    }

    [Theory]
    [InlineData(4 << 10)]
    [InlineData(64 << 10)]
    [InlineData(1 << 20)]
    public async Task A_review_may_be_as_large_as_the_limit_and_no_larger(int limit)
    {
        await using var guard = new FuzzedGuard(maxBytes: limit);
        foreach (int size in (int[])[limit - 2, limit - 1, limit, limit + 1, limit + 2, 2 * limit])
        {
            foreach (int pieces in (int[])[1, 2, 7])
            {
                byte[] body = Encoding.UTF8.GetBytes(Access("\"groups\":[\"developers\"]").PadRight(size));
                FuzzAnswer answer = await guard.AskAsync(Post(body, pieces));
                answer.Status.ShouldBe(size <= limit ? 200 : 413);
                Encoding.UTF8.GetString(answer.Body).Contains("\"allowed\":true", StringComparison.Ordinal).ShouldBe(size <= limit);
            }
        }
    }

    [Theory]
    [InlineData(20_000, 200)]
    [InlineData(20_001, 400)]
    public async Task A_user_may_have_many_groups_and_no_more(int count, int status)
    {
        await using var guard = new FuzzedGuard(maxBytes: 1 << 20);
        string groups = string.Join(',', Enumerable.Repeat("\"x\"", count - 1).Append("\"developers\""));
        (await guard.AskAsync(Post(Encoding.UTF8.GetBytes(Access($"\"groups\":[{groups}]"))))).Status.ShouldBe(status);
    }

    [Theory]
    [InlineData(1_000, 200)]
    [InlineData(1_001, 400)]
    public async Task A_user_may_have_many_extra_values_and_no_more(int count, int status)
    {
        await using var guard = new FuzzedGuard(maxBytes: 1 << 20);
        string keys = string.Join(',', Enumerable.Range(0, count).Select(number => $"\"k{number}\":[]"));
        (await guard.AskAsync(Post(Encoding.UTF8.GetBytes(Access($"\"groups\":[\"developers\"],\"extra\":{{{keys}}}"))))).Status.ShouldBe(status);
    }

    [Theory]
    [InlineData(14, 200)]
    [InlineData(15, 400)]
    [InlineData(400_000, 400)]
    public async Task Nesting_is_bounded_and_uses_no_stack(int depth, int status)
    {
        await using var guard = new FuzzedGuard(maxBytes: 1 << 20);
        string deep = new string('[', depth) + new string(']', depth);
        (await guard.AskAsync(Post(Encoding.UTF8.GetBytes(Access($"\"groups\":[\"developers\"],\"later\":{deep}"))))).Status.ShouldBe(status);
    }

    private static string Access(string spec) =>
        $$$"""{"kind":"SubjectAccessReview","apiVersion":"authorization.k8s.io/v1","spec":{"user":"ada","resourceAttributes":{"verb":"get","resource":"pods","namespace":"dev"},{{{spec}}}}}""";

    private static HostileRequest Post(byte[] body, int pieces = 1) =>
        new(0, "POST", "/subjectaccessreviews", "application/json", null, body, pieces, BodyFault.None);

#pragma warning disable RS0030 // The tests' own switch: there is no composition root to read it at.
    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
#pragma warning restore RS0030
}
