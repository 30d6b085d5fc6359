namespace Lintel.ClusterTests.Harness;

/// <summary>The length of the tests: the short form is a part of the check, the long one has the full figures (<c>LINTEL_CLUSTER_LONG=1</c>).</summary>
internal static class Form
{
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("LINTEL_CLUSTER_LONG") == "1";

    /// <summary>A number for each form.</summary>
    public static int Of(int brief, int full) => IsLong ? full : brief;

    /// <summary>Notes a figure in the output of the test.</summary>
    public static void Tell(string figure) => TestContext.Current.TestOutputHelper?.WriteLine(figure);
}
