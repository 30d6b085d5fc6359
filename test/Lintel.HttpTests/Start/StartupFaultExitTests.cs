using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.HttpTests.Harness;
using Lintel.Keys;
using Lintel.Postgres;
using Lintel.Sqlite;
using Lintel.Stores;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Lintel.HttpTests.Start;

/// <summary>A program with the library ends as the host does: a sentence and an exit code.</summary>
public sealed class StartupFaultExitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Second_process_on_a_data_folder_ends_with_a_sentence_and_73()
    {
        using var held = new FileStream(Path.Combine(_folder.Path, "lintel.lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        AssertEnds(73, "Another process uses the data folder", () => Start());
    }

    [Fact]
    public async Task Newer_records_end_with_a_sentence_and_73()
    {
        await (await SqliteStores.OpenAsync(_folder.Path)).DisposeAsync();
        await using (var file = new FileStream(Path.Combine(_folder.Path, "lintel.db"), FileMode.Open))
        {
            // user_version, big-endian.
            file.Position = 60;
            file.Write([0, 0, 0, 99]);
        }

        AssertEnds(73, "was made by a newer release", () => Start());
    }

    [Theory]
    [InlineData(75, "57P03")]
    [InlineData(75, "53300")]
    [InlineData(73, "28P01")]
    [InlineData(73, "3D000")]
    public void Database_server_that_may_answer_another_time_ends_with_75_and_one_that_refuses_with_73(int code, string state) => AssertEnds(
        code, "cannot answer", () => throw PostgresFailure.ToUnavailable("db", new PostgresException("no", "FATAL", "FATAL", state)));

    [Fact]
    public void Database_server_that_cannot_be_reached_ends_with_75() => AssertEnds(
        75, "cannot answer", () => throw PostgresFailure.ToUnavailable("db", new NpgsqlException("refused", new TimeoutException())));

    [Fact]
    public async Task Pepper_that_others_can_read_ends_with_a_sentence_and_78()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Files have no modes.");
        var file = Path.Combine(_folder.Path, "pepper");
        await File.WriteAllTextAsync(file, $"1:{new string('x', 40)}", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        await using var stores = await SqliteStores.OpenAsync(_folder.Path);
        var failure = await Assert.ThrowsAsync<PepperException>(
            () => PepperFile.OpenAsync(null, _folder.Path, stores.PepperChecks, TestContext.Current.CancellationToken));

        AssertEnds(78, "pepper", () => throw failure);
    }

    [Fact]
    public void Faulty_contract_ends_with_its_list_and_65() =>
        AssertEnds(65, " in the contracts:", () => ContractReader.Read("api: 7", "a.yaml"));

    [Fact]
    public void Settings_that_cannot_work_end_with_all_of_them_and_78()
    {
        var services = new ServiceCollection();
        services.AddLintel(options =>
        {
            options.PublicAddress = new Uri("ftp://example.com");
            options.Passwords.Concurrency = 0;
        }).AddInMemoryStores();

        AssertEnds(78, "Passwords.Concurrency must be at least 1", () => services.BuildServiceProvider().GetRequiredService<LintelOptions>());
        AssertEnds(78, "PublicAddress must be an absolute http or https address", () => services.BuildServiceProvider().GetRequiredService<LintelOptions>());
    }

    [Fact]
    public void Other_failure_ends_as_it_would_without_Lintel() => Assert.Null(StartupFaultExit.Find(new InvalidOperationException("mine")));

    private ILintelStores Start()
    {
        var services = new ServiceCollection();
        services.AddLintel(_ => { }).AddSqlite(_folder.Path, TimeSpan.Zero);
        return services.BuildServiceProvider().GetRequiredService<ILintelStores>();
    }

    private static void AssertEnds(int code, string sentence, Func<object> start)
    {
        var failure = Assert.ThrowsAny<Exception>(start);
        var end = StartupFaultExit.Find(new InvalidOperationException("outer", failure));
        Assert.Equal(code, end?.ExitCode);
        Assert.Contains(sentence, end!.Value.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", end.Value.Text, StringComparison.Ordinal);
    }
}
