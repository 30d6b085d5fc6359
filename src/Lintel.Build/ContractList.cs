namespace Lintel.Build;

/// <summary>The contracts of a project, as the build lists them in a file.</summary>
/// <param name="WithAdvice">Whether advice is asked for.</param>
/// <param name="Contracts">The contracts.</param>
internal sealed record ContractList(bool WithAdvice, IReadOnlyList<ContractItem> Contracts)
{
    /// <summary>Reads a list: the word for advice and the project's folder; then for each contract path, link, stages and kinds of credentials.</summary>
    /// <param name="file">The file, with tabs between the parts of a line.</param>
    public static ContractList Read(string file)
    {
        string[][] lines = [.. File.ReadAllLines(file).Select(line => line.Split('\t'))];
        return new ContractList(lines[0][0] == "warning", [.. lines.Skip(1).Select(line => Item(line, lines[0][1]))]);
    }

    private static ContractItem Item(string[] line, string project) => new(line[0], TargetOf(line[0], line[1], project), Words(line[2]), Words(line[3]));

    /// <summary>MSBuild's own rule: the link, or the path in the project, or the name of a file that lies outside.</summary>
    private static string TargetOf(string path, string link, string project)
    {
        var inProject = Path.GetRelativePath(project, path);
        return link.Length > 0 ? link
            : inProject.StartsWith("..", StringComparison.Ordinal) || Path.IsPathFullyQualified(inProject) ? Path.GetFileName(path)
            : inProject;
    }

    /// <summary>Splits at commas, as the metadata of an item has them: semicolons are MSBuild's own.</summary>
    private static string[] Words(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
