namespace Lintel.Build;

/// <summary>An item <c>LintelContract</c> of a project.</summary>
/// <param name="Path">The full path of the file.</param>
/// <param name="Target">Its path beside the executable.</param>
/// <param name="Stages">The words of the stages of the application's own guards.</param>
/// <param name="CredentialKinds">The words of the kinds of credentials that the application reads itself.</param>
internal sealed record ContractItem(string Path, string Target, IReadOnlyList<string> Stages, IReadOnlyList<string> CredentialKinds)
{
    /// <summary>The path beside the executable of a file that belongs to the contract; null where it would lie outside the executable's folder.</summary>
    /// <param name="file">The full path.</param>
    public string? TargetOf(string file)
    {
        // Any folder will do for the executable's, as long as it is a whole path on this platform.
        var folder = System.IO.Path.GetDirectoryName(Path)!;
        var wanted = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Target)!, System.IO.Path.GetRelativePath(folder, file));
        var target = System.IO.Path.GetRelativePath(folder, System.IO.Path.GetFullPath(wanted, folder));
        return target.StartsWith("..", StringComparison.Ordinal) || System.IO.Path.IsPathFullyQualified(target) ? null : target;
    }
}
