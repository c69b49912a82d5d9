using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Nines.Guard.Files;

/// <param name="Name">Without a folder.</param>
/// <param name="IsSecret">Only its owner may read it.</param>
internal sealed record OwnedFile(string Name, string Text, bool IsSecret);

/// <param name="Written">Paths, in the order given.</param>
/// <param name="Kept">Paths of the copies of files that were replaced.</param>
internal sealed record WrittenFiles(ImmutableArray<string> Written, ImmutableArray<string> Kept);

/// <summary>
/// Writes keys and what belongs to them. Each file is complete or not there: it is written beside its place, brought to the disk and
/// moved. Secrets are never readable by others, not even for a moment. A file that is replaced is copied first, so nothing is lost. When
/// one of several files cannot be put in place, those before it are put back.
/// </summary>
internal static class SecretFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode ReadableByAll = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const int MaxCopiesPerSecond = 100;

    /// <param name="folder">Made, for its owner alone, when it is missing.</param>
    /// <param name="replace">False refuses files that are there.</param>
    /// <param name="now">Becomes part of the names of copies.</param>
    /// <exception cref="IOException">A file is there and may not be replaced, or the system refused.</exception>
    public static WrittenFiles Write(string folder, ImmutableArray<OwnedFile> files, bool replace, DateTimeOffset now)
    {
        CreateFolder(folder);
        var steps = new List<Step>();
        try
        {
            foreach (OwnedFile file in files)
            {
                var step = new Step(Path.Combine(folder, file.Name), Path.Combine(folder, $".{file.Name}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}.new"));
                steps.Add(step);
                using FileStream stream = Create(step.Fresh, file.IsSecret ? OwnerOnly : ReadableByAll);
                stream.Write(Encoding.UTF8.GetBytes(file.Text));
                stream.Flush(flushToDisk: true);
            }

            foreach (Step step in steps.Where(step => File.Exists(step.Target)))
            {
                if (!replace)
                {
                    throw new IOException($"{step.Target} exists already.");
                }

                step.Copy = Keep(step.Target, now);
            }

            foreach (Step step in steps)
            {
                File.Move(step.Fresh, step.Target, overwrite: step.Copy is not null);
                step.IsDone = true;
            }
        }
        catch
        {
            steps.ForEach(Undo);
            throw;
        }

        return new WrittenFiles([.. steps.Select(step => step.Target)], [.. steps.Select(step => step.Copy).OfType<string>()]);
    }

    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    private static FileStream Create(string path, UnixFileMode mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        return new FileStream(path, options);
    }

    // A copy and not a move: there is no moment at which the file is not in its place.
    private static string Keep(string path, DateTimeOffset now)
    {
        string stamp = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        for (int number = 1; ; number++)
        {
            string copy = number == 1 ? $"{path}.{stamp}.old" : $"{path}.{stamp}-{number}.old";
            if (File.Exists(copy) && number < MaxCopiesPerSecond)
            {
                continue;
            }

            using FileStream from = File.OpenRead(path);
            using FileStream to = Create(copy, OwnerOnly);
            from.CopyTo(to);
            to.Flush(flushToDisk: true);
            return copy;
        }
    }

    private static void Undo(Step step)
    {
        try
        {
            File.Delete(step.Fresh);
            if (step is { IsDone: true, Copy: { } copy })
            {
                File.Move(copy, step.Target, overwrite: true);
            }
            else if (step.IsDone)
            {
                File.Delete(step.Target);
            }
            else if (step.Copy is { } unused)
            {
                File.Delete(unused);
            }
        }
        catch (IOException)
        {
            // Remaining temporary files have telling names; only the first error is reported.
        }
    }

    private sealed class Step(string target, string fresh)
    {
        public string Target { get; } = target;

        public string Fresh { get; } = fresh;

        public string? Copy { get; set; }

        public bool IsDone { get; set; }
    }
}
