namespace Lintel.HttpTests.Harness;

/// <summary>A folder of its own, removed with all that is in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("lintel-").FullName;

    public void CopyFrom(string other)
    {
        foreach (var file in Directory.GetFiles(other).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
        {
            File.Copy(file, System.IO.Path.Combine(Path, System.IO.Path.GetFileName(file)));
        }
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
