using System.Diagnostics;
using Dapper;
using Lintel.Sqlite;

namespace Lintel.Tests.Storage;

/// <summary>Tests that need a process of their own: a violent end. The children are this same test program.</summary>
public sealed class SqliteProcessTests
{
    private const string Schema = "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)";
    private const string PathVariable = "LINTEL_TESTS_DATABASE";
    private const int Enough = 2_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill_in_the_middle_of_parallel_writes_loses_nothing_acknowledged()
    {
        using var folder = new TemporaryFolder();
        using var child = Start(
            ["-explicit", "only", "-method", $"{typeof(SqliteProcessTests).FullName}.{nameof(Child_writes_until_it_is_killed)}"],
            (PathVariable, folder.File("items.db")));
        var acknowledged = new HashSet<string>();
        while (acknowledged.Count < Enough && await child.StandardOutput.ReadLineAsync(Token) is { } line)
        {
            Note(line);
        }

        child.Kill();
        while (await child.StandardOutput.ReadLineAsync(Token) is { } line)
        {
            Note(line);
        }

        await using var database = SqliteDatabase.Open(folder.File("items.db"), [Schema]);
        var stored = await database.ReadAsync(async connection => (await connection.QueryAsync<string>("SELECT name FROM item")).ToHashSet(), Token);
        Assert.InRange(acknowledged.Count, Enough, int.MaxValue);
        Assert.Empty(acknowledged.Except(stored));

        void Note(string line)
        {
            // The last line may be cut; a whole one ends with a full stop.
            if (line.StartsWith("ack ", StringComparison.Ordinal) && line.EndsWith('.'))
            {
                acknowledged.Add(line[4..^1]);
            }
        }
    }

    [Fact(Explicit = true)]
    public async Task Child_writes_until_it_is_killed()
    {
        var database = SqliteDatabase.Open(Environment.GetEnvironmentVariable(PathVariable)!, [Schema]);
        await using var output = new StreamWriter(System.Console.OpenStandardOutput()) { AutoFlush = true };
        await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => Task.Run(
            async () =>
            {
                for (var i = 0; ; i++)
                {
                    var name = $"{writer}-{i}";
                    await database.WriteAsync(connection => connection.ExecuteAsync("INSERT INTO item (name) VALUES (@name)", new { name }), Token);
                    lock (output)
                    {
                        output.WriteLine($"ack {name}.");
                    }
                }
            },
            Token)));
    }

    [Fact]
    public void Engine_is_the_one_of_the_package() => Assert.InRange(Version.Parse(SqliteDatabase.EngineVersion), new Version(3, 53), new Version(3, 99));

    private static Process Start(string[] arguments, (string Name, string Value) variable)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Lintel.Tests" + (OperatingSystem.IsWindows() ? ".exe" : string.Empty));
        var start = new ProcessStartInfo(program, [.. arguments, "-noColor"]) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment[variable.Name] = variable.Value;
        return Process.Start(start)!;
    }
}
