namespace Lintel.Tests;
