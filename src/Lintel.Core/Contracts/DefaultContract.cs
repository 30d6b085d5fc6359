namespace Lintel.Contracts;

/// <summary>The embedded <c>lintel.yaml</c>, read once.</summary>
internal static class DefaultContract
{
    private const string Resource = "lintel.yaml";

    public static Contract Value { get; } = Read();

    private static Contract Read()
    {
        using var stream = typeof(DefaultContract).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        return ContractReader.Read(reader.ReadToEnd(), Resource);
    }
}
