using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Nines.Guard.Cache;
using Nines.Guard.Files;
using Nines.Testing;
using Nines.Testing.Processes;
using Nines.Text;

namespace Nines.Guard.Tests.Cache.Keys;

public sealed class KeyRingFileTests
{
    private static readonly string s_one = new('a', 64);
    private static readonly string s_two = new('b', 64);
    private static readonly string s_three = new('c', 64);
    private static readonly DateTimeOffset s_start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Written_entries_can_be_read_back()
    {
        KeyRingFile file = KeyRingRotation.New(s_start);
        file = KeyRingRotation.Rotate(file, s_start, s_start.AddMinutes(15)).Next!;
        KeyRingFile read = Read(file.Write()).Value!;
        read.Naming.ToArray().ShouldBe(file.Naming.ToArray());
        read.Keys.Select(key => (key.Id, key.SignsFrom, Convert.ToHexString(key.Secret.Span)))
            .ShouldBe(file.Keys.Select(key => (key.Id, key.SignsFrom, Convert.ToHexString(key.Secret.Span))));
    }

    [Fact]
    public void Order_in_the_file_does_not_matter()
    {
        KeyRingFile file = Read($"version 1\r\nsigning 9 2030-02-01T00:00:00Z {s_two}\r\nnaming {s_one}\r\n\r\n# note\r\nsigning 4 2030-01-01T00:00:00Z {s_three}").Value!;
        file.Keys.Select(key => key.Id).ShouldBe([4u, 9u]);
    }

    [Theory]
    [InlineData("", "version 1", "naming", "signing")]
    [InlineData("version 2\nnaming ONE\nsigning 1 2030-01-01T00:00:00Z TWO", "version 1")]
    [InlineData("naming ONE\nversion 1\nsigning 1 2030-01-01T00:00:00Z TWO", "first statement")]
    [InlineData("version 1\nnaming ONE\nnaming ONE\nsigning 1 2030-01-01T00:00:00Z TWO", "'naming' is duplicated")]
    [InlineData("version 1\nnaming ONEa\nsigning 1 2030-01-01T00:00:00Z TWO", "32 to 64 bytes")]
    [InlineData("version 1\nnaming aabb\nsigning 1 2030-01-01T00:00:00Z TWO", "32 to 64 bytes")]
    [InlineData("version 1\nnaming ONE\nsigning 1 2030-01-01T00:00:00Z ONE", "all different")]
    [InlineData("version 1\nnaming ONE\nsigning 1 2030-01-01T00:00:00Z TWO\nsigning 2 2030-01-02T00:00:00Z TWO", "same secret")]
    [InlineData("version 1\nnaming ONE\nsigning 1 2030-01-01T00:00:00Z TWO\nsigning 1 2030-01-02T00:00:00Z THREE", "key 1 is duplicated")]
    [InlineData("version 1\nnaming ONE\nsigning 1 2030-01-01T00:00:00Z TWO\nsigning 2 2030-01-01T00:00:00Z THREE", "signs from")]
    [InlineData("version 1\nnaming ONE\nsigning 0 2030-01-01T00:00:00Z TWO", "number of the key")]
    [InlineData("version 1\nnaming ONE\nsigning -1 2030-01-01T00:00:00Z TWO", "number of the key")]
    [InlineData("version 1\nnaming ONE\nsigning 1 yesterday TWO", "time from which")]
    [InlineData("version 1\nnaming ONE\nsigning 1 2030-01-01T00:00:00+01:00 TWO", "time from which")]
    [InlineData("version 1\nnaming ONE\nsigning 1 2030-01-01T00:00:00Z TWO more", "the secret")]
    [InlineData("version 1\nnaming ONE\nsinging 1 2030-01-01T00:00:00Z TWO", "Did you mean 'signing'?")]
    [InlineData("version 1\nnaming ONE\nTWO", "is not a statement")]
    [InlineData("version 1\nnaming ONE\nsigning 1 2030-01-01T00:00:00Z TWO\n\u00e9", "ASCII")]
    public void Errors_are_reported_without_secrets(string text, params string[] expected)
    {
        string full = text.Replace("ONE", s_one).Replace("TWO", s_two).Replace("THREE", s_three);
        ReadResult<KeyRingFile> read = Read(full);
        read.IsValid.ShouldBeFalse();
        string told = string.Join('\n', read.Diagnostics);
        foreach (string part in expected)
        {
            told.ShouldContain(part);
        }

        told.ShouldNotContain("aaaaaaaa");
        told.ShouldNotContain("bbbbbbbb");
    }

    [Fact]
    public void A_file_that_lost_or_changed_any_byte_is_refused_or_has_the_same_shape_and_never_ends_the_program()
    {
        byte[] good = Encoding.ASCII.GetBytes(KeyRingRotation.New(s_start).Write());
        Prop.ForAll(
            Gen.Choose(0, good.Length - 1).ToArbitrary(),
            Gen.Choose(0, 255).ToArbitrary(),
            (at, value) =>
            {
                byte[] cut = [.. good[..at], .. good[(at + 1)..]];
                byte[] changed = [.. good];
                changed[at] = (byte)value;
                foreach (byte[] content in (byte[][])[cut, changed])
                {
                    if (KeyRingReader.Read(content, "f") is { IsValid: true } read)
                    {
                        read.Value.Keys.Length.ShouldBe(1);
                        read.Value.Naming.Length.ShouldBeInRange(KeyRingFile.MinBytes, KeyRingFile.MaxBytes);
                    }
                }
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithReplay(20300101, 1));
    }

    [Fact]
    public void A_rotated_key_verifies_at_once_and_signs_from_its_time()
    {
        var clock = new ManualClock(s_start);
        KeyRingFile first = KeyRingRotation.New(s_start);
        KeyRingFile second = KeyRingRotation.Rotate(first, s_start.AddDays(30), s_start.AddDays(30).AddMinutes(15)).Next!;
        KeyRingFile file = first;
        var source = new KeyRingSource(() => file, clock);
        source.GetCurrent().Signing.Select(key => key.Id).ShouldBe([1u]);
        clock.Advance(TimeSpan.FromDays(30));
        file = second;

        source.GetCurrent().Signing.Select(key => key.Id).ShouldBe([1u, 2u]);
        clock.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromTicks(1));
        source.GetCurrent().Signing[0].Id.ShouldBe(1u);
        clock.Advance(TimeSpan.FromTicks(1));
        source.GetCurrent().Signing.Select(key => key.Id).ShouldBe([2u, 1u]);
        source.GetCurrent().Naming.ToArray().ShouldBe(first.Naming.ToArray());
    }

    [Fact]
    public void Replicas_that_get_the_file_at_different_times_always_read_each_others_entries()
    {
        KeyRingFile before = KeyRingRotation.New(s_start);
        DateTimeOffset rotated = s_start.AddDays(1);
        KeyRingFile after = KeyRingRotation.Rotate(before, rotated, rotated.AddMinutes(15)).Next!;
        var key = EntryKey.Read(new byte[EntryKey.Bytes]);
        for (int minute = -1; minute < 30; minute++)
        {
            DateTimeOffset now = rotated.AddMinutes(minute);
            // One replica has the new file at once, the other one at the last moment.
            KeyRing early = (minute >= 0 ? after : before).At(now);
            KeyRing late = (minute >= 15 ? after : before).At(now);
            foreach ((KeyRing writer, KeyRing reader) in ((KeyRing, KeyRing)[])[(early, late), (late, early)])
            {
                byte[] value = EntryCodec.Encode(writer, 0, key, new Entry(1, now, now.AddMinutes(5), new byte[3]));
                new EntryCodec().Decode(reader, 0, key, value, now, out _).ShouldBe(EntryRejection.None, $"minute {minute}");
            }
        }
    }

    [Fact]
    public void A_key_is_removed_only_after_its_last_valid_signature()
    {
        KeyRingFile file = KeyRingRotation.New(s_start);
        file = KeyRingRotation.Rotate(file, s_start.AddHours(1), s_start.AddHours(2)).Next!;
        KeyRingRotation.Rotate(file, s_start.AddMinutes(129), s_start.AddHours(3)).Next!.Keys.Select(key => key.Id).ShouldBe([1u, 2u, 3u]);
        KeyRingRotation.Rotate(file, s_start.AddMinutes(130), s_start.AddHours(3)).Next!.Keys.Select(key => key.Id).ShouldBe([2u, 3u]);
    }

    [Fact]
    public void A_rotation_waits_for_the_one_before_it()
    {
        KeyRingFile file = KeyRingRotation.Rotate(KeyRingRotation.New(s_start), s_start, s_start.AddHours(1)).Next!;
        KeyRingRotation.Rotate(file, s_start.AddMinutes(59), s_start.AddHours(2)).Fault!.ShouldContain("2030-01-01T01:00:00Z");
        KeyRingRotation.Rotate(file, s_start.AddMinutes(60), s_start.AddHours(2)).Fault.ShouldBeNull();
    }

    [Fact]
    public void A_clock_that_is_behind_the_file_signs_with_its_first_key()
    {
        KeyRingFile file = KeyRingRotation.New(s_start);
        file.At(s_start.AddMinutes(-3)).Signing.Single().Id.ShouldBe(1u);
        KeyRingRotation.Rotate(file, s_start.AddMinutes(-30), s_start.AddMinutes(-15)).Fault!.ShouldContain("clock");
    }

    [Fact]
    public void A_file_that_others_can_read_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no modes of files");
        using var folder = new TempFolder();
        string path = folder.Write("cache.keys", KeyRingRotation.New(s_start).Write());
        foreach ((string mode, bool isGood) in ((string, bool)[])[("600", true), ("440", true), ("640", true), ("644", false), ("604", false), ("620", false), ("666", false)])
        {
#pragma warning disable CA1416 // Skipped above.
            File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32(mode, 8));
#pragma warning restore CA1416
            KeyRingReader.ReadFile(path).IsValid.ShouldBe(isGood, mode);
        }

        KeyRingReader.ReadFile(path).Diagnostics.Single().ToString().ShouldContain("chmod 600");
        KeyRingReader.ReadFile(path + "x").Diagnostics.Single().ToString().ShouldContain("cannot be read");
    }

    private static ReadResult<KeyRingFile> Read(string text) => KeyRingReader.Read(Encoding.UTF8.GetBytes(text), "cache.keys");
}
