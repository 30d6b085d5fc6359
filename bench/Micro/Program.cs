using BenchmarkDotNet.Running;
using Lintel.Bench.Micro;

// dotnet run -c Release --project bench/Micro -- --filter '*' ; --list flat names them, --job short is quicker and rougher.
// dotnet run -c Release --project bench/Micro -- limiter-idle
if (args is ["limiter-idle"])
{
    await LimiterIdleCost.PrintAsync();
    return;
}

// dotnet run -c Release --project bench/Micro -- log-format
if (args is ["log-format"])
{
    LogFormatCost.Print();
    return;
}

// dotnet run -c Release --project bench/Micro -- formats
if (args is ["formats"])
{
    FormatCost.Print();
    return;
}

// dotnet run -c Release --project bench/Micro -- telemetry
if (args is ["telemetry"])
{
    TelemetryCost.Print();
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(LimiterBenchmarks).Assembly).Run(args);
