using System.Text;
using Nines.Cli.Shared;

namespace Nines.Cli.Tests.BadInput;

/// <summary>Files that are no environment at all, or cost too much to look at.</summary>
public sealed class FileRefusalTests
{
    [Fact]
    public async Task An_empty_file_is_refused()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("empty.yaml", "");

        Refusal.Of(await NinesRun.Of("predict", path)).ShouldBe([$"{path}:1:1: The file is empty. examples/ has files to start from."]);
    }

    [Fact]
    public async Task A_file_of_50_megabytes_is_refused_by_its_length()
    {
        using var folder = new TemporaryFolder();
        string path = folder.WriteSparse("large.yaml", 50L << 20);

        Refusal.Of(await NinesRun.Of("predict", path)).ShouldBe(
            [$"{path}: The file is 52,428,800 bytes long; at most 4,194,304 are read. Split it, or check that it is the right file."]);
    }

    [Fact]
    public async Task A_file_of_a_terabyte_is_refused_without_reading_it()
    {
        using var folder = new TemporaryFolder();
        string path = folder.WriteSparse("huge.xml", 1L << 40);

        Refusal.Of(await NinesRun.Of("predict", path)).ShouldHaveSingleItem().ShouldStartWith($"{path}: is larger than 64 MiB");
    }

    [Fact]
    public void An_endless_input_is_refused_at_the_size_limit()
    {
        var host = new Endless();
        InputFile.Read("-", () => host, 1 << 20).Diagnostics.ShouldHaveSingleItem().Message.ShouldStartWith("is larger than 1 MiB");
        host.Taken.ShouldBeLessThan(2 << 20);
    }

    [Fact]
    public async Task A_binary_file_is_refused()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("picture.yaml", [.. Enumerable.Range(0, 4096).Select(i => (byte)(i * 7))]);

        Refusal.Of(await NinesRun.Of("predict", path)).ShouldHaveSingleItem().ShouldStartWith($"{path}:1:1: The file holds a NUL character");
    }

    [Theory]
    [InlineData("regions: ", "[", 100_000, "nested more than 64 deep")]
    [InlineData("a: ", "{b: ", 100_000, "nested more than 64 deep")]
    [InlineData("a: ", "- ", 100_000, "-:1:")]
    [InlineData("a: ", "\"", 3_000_001, "-:1:")]
    public async Task Deep_nesting_is_refused(string start, string repeated, int times, string expected) =>
        Refusal.Of(await NinesRun.WithInput(start + new StringBuilder().Insert(0, repeated, times), "predict", "-")).ShouldHaveSingleItem().ShouldContain(expected);

    [Fact]
    public async Task Expanding_aliases_are_refused()
    {
        string bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + string.Concat(Enumerable.Range('b', 12).Select(
            letter => $"{(char)letter}: &{(char)letter} [{string.Join(", ", Enumerable.Repeat($"*{(char)(letter - 1)}", 9))}]\n"));

        Refusal.Of(await NinesRun.WithInput(bomb, "predict", "-")).ShouldHaveSingleItem().ShouldContain("With every alias written out");
    }

    [Theory]
    [InlineData("a: &a [*a]\n", "-:1:8: The alias *a stands inside what it repeats.")]
    [InlineData("a: *b\n", "-:1:4: The alias *b has no anchor")]
    [InlineData("name: x\nname: y\n", "-:2:1: The key name is duplicated; its first place is line 1.")]
    [InlineData("name: !!python/object:os.system x\n", "-:1:7: The tag")]
    [InlineData("name: x\n---\nname: y\n", "-:2:1: A second document starts here")]
    [InlineData("{\"name\":", "-:2:1: This is not YAML")]
    [InlineData("name: x\n\tregions: {}\n", "-:1:")]
    public async Task Text_that_is_not_a_single_document_is_refused(string yaml, string expected) =>
        Refusal.Of(await NinesRun.WithInput(yaml, "predict", "-")).ShouldHaveSingleItem().ShouldStartWith(expected);

    [Fact]
    public async Task A_missing_file_is_reported_with_the_nearest_name()
    {
        using var folder = new TemporaryFolder();
        folder.Write("production.yaml", "name: x\n");

        Refusal.Of(await NinesRun.Of("predict", folder.At("prodution.yaml"))).ShouldBe(
            [$"{folder.At("prodution.yaml")}: does not exist. Did you mean 'production.yaml'?"]);
        Refusal.Of(await NinesRun.Of("predict", folder.At("no/such/folder.yaml"))).ShouldHaveSingleItem().ShouldEndWith("does not exist.");
    }

    [Fact]
    public async Task A_folder_is_refused_as_a_file()
    {
        using var folder = new TemporaryFolder();

        Refusal.Of(await NinesRun.Of("predict", folder.Folder)).ShouldBe([$"{folder.Folder}: is a folder; expected a file. Name the files in it."]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData("/dev/null/x")]
    public async Task An_impossible_file_name_is_refused(string name) =>
        Refusal.Of(await NinesRun.Of("predict", name)).ShouldNotBeEmpty();

    [Fact]
    public async Task A_locked_file_is_refused()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("held.yaml", "name: x\n");
        await using var held = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        Refusal.Of(await NinesRun.Of("predict", path)).ShouldHaveSingleItem().ShouldStartWith($"{path}: cannot be read: ");
    }

    [Fact]
    public async Task Errors_of_several_files_are_reported_together()
    {
        using var folder = new TemporaryFolder();
        string first = folder.Write("a.yaml", "nam: x\n"), second = folder.Write("b.xml", "<a/>"), good = NinesRun.At("examples", "etcd.yaml");

        string[] lines = Refusal.Of(await NinesRun.Of("predict", first, good, second, folder.At("c.yaml")));

        lines.Select(line => line[..line.IndexOf(": ", StringComparison.Ordinal)]).ShouldBe([$"{first}:1:1", $"{first}:1:1", $"{second}:1:1", folder.At("c.yaml")]);
    }

    [Fact]
    public async Task Errors_of_measurements_are_reported_in_their_file()
    {
        using var folder = new TemporaryFolder();
        folder.Write("bad.csv", "component,observedHours,downHours,failures\na,NaN,1,1\nb,1,2,1\n");
        folder.Write("binary.csv", [0, 1, 2, 3]);
        Directory.CreateDirectory(folder.At("folder.csv"));
        string path = folder.Write("env.yaml", """
            name: x
            components: { a: { availability: 99% }, b: { availability: 99% } }
            journeys: { j: { requires: [a, b] } }
            measurements: [bad.csv, binary.csv, none.csv, folder.csv]
            """);

        string[] lines = Refusal.Of(await NinesRun.Of("predict", path));

        lines.ShouldContain("bad.csv:2:3: Expected observedHours as a number from 0 to 100,000,000, found 'NaN'.");
        lines.ShouldContain("bad.csv:3:5: It was down for 2 hours, longer than it was observed (1). Correct the row, or remove it.");
        lines.ShouldContain(line => line.Contains("binary.csv:1:1: The file holds a NUL character", StringComparison.Ordinal));
        lines.ShouldContain($"{path}:4:37: {folder.At("none.csv")} does not exist.");
        lines.ShouldContain($"{path}:4:47: {folder.At("folder.csv")} is a folder; expected a file. Name the files in it.");
    }

    /// <summary>Sends spaces for ever.</summary>
    private sealed class Endless : Stream
    {
        public long Taken { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => Taken; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            Array.Fill(buffer, (byte)' ', offset, count);
            Taken += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
