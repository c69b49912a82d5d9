using System.Text.Json;
using Nines.Testing.Consistency;

namespace Nines.Testing.Tests.Consistency;

public sealed class HistoryFileTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose() => File.Delete(path);

    [Fact]
    public void A_history_that_was_written_is_read_as_it_was()
    {
        History history = new ReferenceGuards(1).Run();
        HistoryFile.Write(path, history);
        History read = HistoryFile.Read(path);
        read.Reviews.ShouldBe(history.Reviews);
        read.Calls.ShouldBe(history.Calls);
        read.Purges.ShouldBe(history.Purges);
        read.Faults.ShouldBe(history.Faults);
        read.Degraded.ShouldBe(history.Degraded);

        HistoryFile.Write(path, Written.Good());
        ConsistencyChecker.Check(HistoryFile.Read(path), Written.Settings).ToString().ShouldBe(ConsistencyChecker.Check(Written.Good(), Written.Settings).ToString());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"reviews\":[]}")]
    [InlineData("{\"reviews\":[],\"calls\":[],\"purges\":[],\"faults\":[],\"degraded\":[],\"more\":1}")]
    public void Anything_else_is_refused(string text)
    {
        File.WriteAllText(path, text);
        Should.Throw<JsonException>(() => HistoryFile.Read(path));
    }
}
