using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Lintel.Host.Startup;
using Lintel.HttpTests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Lintel.HttpTests.Start;

/// <summary>What the person who starts the process reads when it cannot start.</summary>
public sealed class ProgramTests
{
    [Theory]
    [InlineData("--port", "eighty")]
    [InlineData("--port", "70000")]
    [InlineData("--colour", "red")]
    [InlineData("--port")]
    public async Task Bad_option_is_said_in_one_line(params string[] args)
    {
        var (code, _, errors) = await RunAsync(args);
        Assert.Equal((int)ExitCode.Usage, code);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.StartsWith("lintel: ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_names_every_option()
    {
        var (code, output, _) = await RunAsync("--help");
        Assert.Equal(0, code);
        Assert.All(new[] { "--port", "--data", "Lintel__Pepper" }, option => Assert.Contains(option, output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stop_that_fails_leaves_the_folder_free_for_the_next_start()
    {
        using var folder = new TemporaryFolder();
        var custom = new HostCustomization { Services = services => services.AddHostedService<FailingStop>() };
        var host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false, Customization = custom }, folder);
        await Assert.ThrowsAnyAsync<Exception>(host.StopAsync);

        var next = await LintelHost.StartAsync(new LintelHostOptions { Demo = false }, folder);

        await next.StopAsync();
    }

    [Fact]
    public async Task Signal_to_stop_during_the_start_ends_the_process_well()
    {
        using var folder = new TemporaryFolder();
        var (reached, program) = (Path.Combine(folder.Path, "reached"), Path.Combine(folder.Path, "pepper.sh"));
        await File.WriteAllTextAsync(program, $"#!/bin/sh\ntouch '{reached}'\nexec sleep 60\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(HostProgram).Assembly.Location, "--port", "0", "--data", folder.Path])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["Lintel__PepperCommand"] = program },
        })!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        while (!File.Exists(reached) && !process.HasExited)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal((0, "Lintel was stopped before it was ready.\n", string.Empty), (process.ExitCode, await output, await errors));
    }

    [Fact]
    public async Task Taken_port_is_said_in_one_line()
    {
        using var folder = new TemporaryFolder();
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        var port = ((IPEndPoint)taken.LocalEndPoint!).Port;
        var (code, _, errors) = await RunAsync("--port", $"{port}", "--data", folder.Path);
        Assert.Equal((int)ExitCode.PortTaken, code);
        Assert.Contains($"Port {port} is taken", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_that_is_a_file_is_said_in_one_line()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "file");
        await File.WriteAllTextAsync(file, "not a folder");
        var (code, _, errors) = await RunAsync("--port", "0", "--data", file);
        Assert.Equal((int)ExitCode.Data, code);
        Assert.Contains(file, Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_of_a_running_process_is_refused()
    {
        await using var host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false });
        var (code, _, errors) = await RunAsync("--port", "0", "--data", host.DataDirectory);
        Assert.Equal((int)ExitCode.Data, code);
        Assert.Contains("Another process uses the data folder", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_with_strangers_files_is_used_and_they_stay()
    {
        using var folder = new TemporaryFolder();
        var stranger = Path.Combine(folder.Path, "notes.txt");
        await File.WriteAllTextAsync(stranger, "mine");
        var host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false }, folder);
        await host.StopAsync();
        Assert.Equal("mine", await File.ReadAllTextAsync(stranger));
    }

    [Fact]
    public async Task Faulty_contracts_are_all_named()
    {
        await using var host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false });
        var contracts = Directory.CreateDirectory(Path.Combine(host.DataDirectory, "contracts")).FullName;
        await File.WriteAllTextAsync(Path.Combine(contracts, "a.yaml"), "api: 7\n");
        await File.WriteAllTextAsync(Path.Combine(contracts, "b.yaml"), "order: [nothing]\n");
        var exception = await Assert.ThrowsAsync<StartupException>(() => host.RestartAsync(("Lintel__Contracts", contracts)));
        Assert.Equal(65, (int)exception.ExitCode);
        Assert.Contains("a.yaml(", exception.Message, StringComparison.Ordinal);
        Assert.Contains("b.yaml(", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replaced_contract_is_answered_without_a_line_of_code()
    {
        var contracts = Directory.CreateTempSubdirectory("lintel-contracts-");
        try
        {
            var shipped = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "contracts", "pixel.yaml"));
            await File.WriteAllTextAsync(Path.Combine(contracts.FullName, "mine.yaml"), shipped.Replace("error: {", "fault: {", StringComparison.Ordinal));
            await using var host = await LintelHost.StartAsync(new LintelHostOptions { Settings = new() { ["Lintel__Contracts"] = contracts.FullName } });
            Assert.StartsWith("{\"fault\":", await (await host.Client.GetAsync("/pixel/api/v1/me")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        finally
        {
            contracts.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Another_pepper_is_refused()
    {
        await using var host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false });
        var exception = await Assert.ThrowsAsync<StartupException>(() => host.RestartAsync(("Lintel__Pepper", new string('x', 40))));
        Assert.Equal(ExitCode.Configuration, exception.ExitCode);
        Assert.Contains("pepper", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_on_an_open_address_is_refused()
    {
        var exception = await Assert.ThrowsAsync<StartupException>(() => LintelHost.StartAsync(
            new LintelHostOptions { Settings = new() { ["Lintel__Address"] = "0.0.0.0" } }, new TemporaryFolder()));
        Assert.Equal(ExitCode.Configuration, exception.ExitCode);
        Assert.Contains("Lintel__Demo=false", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_that_was_stopped_leaves_no_write_ahead_log()
    {
        using var folder = new TemporaryFolder();
        var host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false }, folder);
        await host.ManageAsync("POST", "/accounts", new { api = "pixel", name = "Kept" });
        Assert.NotEmpty(Directory.GetFiles(folder.Path, "*-wal"));
        await host.StopAsync();
        Assert.Empty(Directory.GetFiles(folder.Path, "*-wal"));
    }

    [Fact]
    public async Task Live_codes_in_the_log_are_refused_without_demo_data()
    {
        var exception = await Assert.ThrowsAsync<StartupException>(() => LintelHost.StartAsync(
            new LintelHostOptions { Demo = false, Settings = new() { ["Otp__Debug"] = "1" } }));
        Assert.Equal(ExitCode.Configuration, exception.ExitCode);
        Assert.Contains("Otp__Debug", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Pixel__IdentifyUrl", "missing")]
    [InlineData("Pixel__WarehouseSecret", "short")]
    [InlineData("Lintel__OpenIdConnect__Authority", "http://login.example.com")]
    public async Task Setting_that_cannot_work_is_refused_by_name(string name, string value)
    {
        var exception = await Assert.ThrowsAsync<StartupException>(
            () => LintelHost.StartAsync(new LintelHostOptions { Demo = false, Settings = new() { [name] = value } }));
        Assert.Equal(ExitCode.Configuration, exception.ExitCode);
        Assert.Contains(name, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Lintel__DataWait", "soon")]
    [InlineData("Lintel__DataWait", "-1")]
    [InlineData("Lintel__RequestLog__MaxAnonymous", "many")]
    [InlineData("Lintel__RequestLog__MaxRefused", "-5")]
    [InlineData("Lintel__RequestLog__MaxAdmitted", "1.5")]
    public async Task Setting_that_is_no_number_is_refused_by_name(string name, string value)
    {
        var exception = await Assert.ThrowsAsync<StartupException>(
            () => LintelHost.StartAsync(new LintelHostOptions { Demo = false, Settings = new() { [name] = value } }));
        Assert.Equal(ExitCode.Configuration, exception.ExitCode);
        Assert.Contains(name, exception.Message, StringComparison.Ordinal);
        Assert.Contains($"'{value}'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_log_that_cannot_be_used_is_set_aside_said_and_counted()
    {
        var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "requests.db"), new string('x', 8192));
        await using var host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false }, folder);

        Assert.Equal(1, (await host.ManageAsync("GET", "/status"))["requestLog"]!["setAside"]!.GetValue<int>());
        Assert.Contains(host.Log.Lines, line => line.Contains("requests.db.set-aside-", StringComparison.Ordinal));
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await HostProgram.RunAsync(args, output, errors);
        return (code, output.ToString(), errors.ToString());
    }

    private sealed class FailingStop : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("It does not stop.");
    }
}
